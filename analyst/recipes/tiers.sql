-- How many clients each tier has, and what their points come from.
SELECT tier, identity, count(*) AS clients, median(score) AS score,
       median(recent_seeding_size) AS recent_seeding_size, median(average_seeding_size) AS average_seeding_size,
       median(seeding_time) AS seeding_time, median(ratio) AS ratio,
       bar(count(*), 0, max(count(*)) OVER (), 24) AS chart
FROM standings_asof(now()::TIMESTAMP + INTERVAL 1 DAY)
GROUP BY tier, identity
ORDER BY tier DESC, identity;
