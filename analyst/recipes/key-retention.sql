-- How many clients with an announce key come back, by the day of their first announce.
WITH days AS (
  SELECT DISTINCT client_id, received_at::DATE AS day FROM announces WHERE identity = 'key'),
firsts AS (
  SELECT client_id, min(day) AS first_day FROM days GROUP BY client_id)
SELECT first_day, count(DISTINCT client_id) AS clients,
       count(DISTINCT client_id) FILTER (WHERE day = first_day + 1) AS next_day,
       count(DISTINCT client_id) FILTER (WHERE day >= first_day + 7) AS after_a_week
FROM firsts JOIN days USING (client_id)
GROUP BY first_day
ORDER BY first_day;
