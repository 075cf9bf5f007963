-- How much each client program announces, by hour: announces, sessions, and the median time of a reply in µs.
SELECT date_trunc('hour', received_at) AS hour,
       coalesce(client_program, 'other') AS program,
       count(*) AS announces,
       count(DISTINCT (info_hash, peer_id)) AS sessions,
       median(micros) AS median_micros,
       bar(count(*), 0, max(count(*)) OVER (), 24) AS chart
FROM announces
GROUP BY ALL
ORDER BY hour, announces DESC, program;
