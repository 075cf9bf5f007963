-- Which client programs announce too early, more often than a session may (limits.early-announces).
SELECT coalesce(client_program, 'other') AS program, count(*) AS announces,
       count(*) FILTER (WHERE NOT in_time) AS early,
       count(*) FILTER (WHERE NOT in_time) / count(*) AS share
FROM announces
GROUP BY program
ORDER BY share DESC, program;
