-- Where seeding was needed: seeded hours and credited hours by how much the swarm needed a seeder.
SELECT round(need / 1024, 1) AS need, count(DISTINCT info_hash) AS swarms,
       sum(seconds_seeded) / 3600 AS seeded_hours, sum(seconds_credited) / 3600 AS credited_hours
FROM contributions
WHERE seconds_seeded > 0
GROUP BY ALL
ORDER BY need DESC;
