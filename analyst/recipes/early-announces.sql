-- Which client programs announce before their interval is over.
SELECT coalesce(client_program, 'other') AS program, count(*) AS announces,
       count(*) FILTER (WHERE NOT in_time) AS early,
       count(*) FILTER (WHERE NOT in_time) / count(*) AS share
FROM announces
GROUP BY program
ORDER BY share DESC, program;
