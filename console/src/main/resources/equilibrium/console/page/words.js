// Definitions that stand behind figures and columns: what is counted, and from where.

export const define = {
  announces: 'Announce records that Kafka took, a second, averaged over the last 10 s. HTTP and UDP together.',
  notRecorded: 'Announces of the last hour whose reply said "not recorded".',
  peers: 'Sessions that announce now, counted once in each swarm. Partial seeders count as leechers.',
  swarms: 'Info-hashes with at least one counted announce.',
  outOfBalance: 'Swarms in which uploaded, less downloaded and discarded, exceeds 50 MB and 5 % of the larger side.',
  clients: 'Clients that have a standing: an announce key, an address or a peer id with counted announces.',
  behind: 'The age of the oldest announce that the slowest reader of the log has not read.',
  programs: 'Programs that reported themselves within a day. Late: silent for more than 15 s of the time between reports.',
  lag: 'Records that a stage has not read, and since when the first of them lies in topic announces.',
  tiers: 'A tier is set by the score. The best quarter of clients is tier 3. Higher tiers get faster seeders.',
  score: 'Points, 0 to 1000: recent seeding size 400, average seeding size 150, seeding time 250, ratio 200, less what suspicion takes.',
  cut: 'The score above which the next tier begins. Cuts are drawn anew every hour from the scores of eligible clients.',
  moved: 'The larger of the bytes that peers say they uploaded and downloaded.',
  imbalance: 'Uploaded less downloaded and discarded, in per cent of the larger side. Above 0: more is said to be sent than received.',
  completed: 'Announces with event completed, counted once for each session.',
  weight: 'Weight of the evidence in nats: 2.3 is odds of ten to one, 4.6 of a hundred to one.',
  shadow: 'A rule in shadow mode is watched, and has no effect on anybody.',
  confidence: 'Probability that the report is false, if one client in a hundred cheats.',
  seeded: 'Time between announces at both of which the client had the whole torrent.',
  levels: '1 watched, 2 warned, 3 quarantined: in no peer list, 4 refused: announces fail.',
};
