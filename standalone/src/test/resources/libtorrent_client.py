"""Seeds or downloads one torrent with libtorrent until SIGINT.

METAINFO FOLDER ADDRESS:PORT [UPLOAD], which is bytes a second at most.
"""

import signal
import sys
import time

import libtorrent as lt

metainfo, folder, place = sys.argv[1:4]
stopping = False


def stop(*_):
    global stopping
    stopping = True


signal.signal(signal.SIGINT, stop)
session = lt.session({
    "listen_interfaces": place,
    "enable_dht": False,
    "enable_lsd": False,
    "enable_upnp": False,
    "enable_natpmp": False,
    "allow_multiple_connections_per_ip": True,
    # Its default is five minutes, whatever the tracker says.
    "min_announce_interval": 2,
    # No others: a queue that is full of them drops these.
    "alert_mask": lt.alert.category_t.tracker_notification | lt.alert.category_t.error_notification,
})
torrent = session.add_torrent({"ti": lt.torrent_info(metainfo), "save_path": folder})
if len(sys.argv) > 4:
    torrent.set_upload_limit(int(sys.argv[4]))


def messages():
    """Prints the alerts about trackers and errors; their types and messages."""
    alerts = [(type(alert).__name__, alert.message()) for alert in session.pop_alerts()]
    for alert in alerts:
        print(*alert, flush=True)
    return alerts


def announcing():
    """Whether an announce waits for its reply."""
    return any(
        of_hash["updating"]
        for tracker in torrent.trackers()
        for endpoint in tracker["endpoints"]
        for of_hash in endpoint["info_hashes"])


# Over UDP it keeps to a minute between announces, unless it ignores the interval.
announced = time.monotonic()
while not stopping:
    messages()
    time.sleep(0.1)
    if time.monotonic() > announced + 2:
        announced = time.monotonic()
        torrent.force_reannounce(0, -1, lt.reannounce_flags_t.ignore_min_interval)

# Pausing takes leave of the tracker, but not while an announce waits for its reply.
deadline = time.monotonic() + 10
torrent.unset_flags(lt.torrent_flags.auto_managed)
while announcing() and time.monotonic() < deadline:
    time.sleep(0.01)
torrent.pause()
leaving = answered = False
while not answered and time.monotonic() < deadline:
    time.sleep(0.1)
    for name, message in messages():
        leaving |= name == "tracker_announce_alert" and "(stopped)" in message
        answered |= leaving and name in ("tracker_reply_alert", "tracker_error_alert")
