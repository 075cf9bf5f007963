// Announces to the tracker of the URL as WebTorrent's clients do: two sessions, one scrape.
import Client from "bittorrent-tracker";
import { randomBytes } from "node:crypto";

const url = process.argv[2];
const infoHash = randomBytes(20);

function session(port) {
  const client = new Client({ infoHash, peerId: randomBytes(20), announce: [url], port });
  client.on("error", fail);
  client.on("warning", fail);
  return client;
}

function fail(error) {
  console.log(String(error));
  process.exit(1);
}

function reply(client, event, ask) {
  return new Promise((done) => {
    client.once(event, done);
    ask();
  });
}

const counts = (data) => `${data.complete} seeders, ${data.incomplete} leechers`;

const seeder = session(6001);
await reply(seeder, "update", () => seeder.start({ uploaded: 0, downloaded: 0, left: 0 }));

const leecher = session(6002);
const peer = new Promise((done) => leecher.once("peer", done));
const started = await reply(leecher, "update", () => leecher.start({ uploaded: 0, downloaded: 0, left: 9 }));
await peer;
console.log(`started: ${counts(started)}, a peer`);

const completed = await reply(leecher, "update", () => leecher.complete({ uploaded: 0, downloaded: 9, left: 0 }));
console.log(`completed: ${counts(completed)}`);

const scraped = await reply(leecher, "scrape", () => leecher.scrape());
console.log(`scraped: ${counts(scraped)}, ${scraped.downloaded} downloads`);

const stopped = await reply(leecher, "update", () => leecher.stop({ uploaded: 0, downloaded: 9, left: 0 }));
console.log(`stopped: ${counts(stopped)}`);
process.exit(0);
