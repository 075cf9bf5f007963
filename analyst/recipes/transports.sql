-- How clients reach the tracker: announces, clients, and announces through a proxy, by transport and address family.
SELECT transport, family, count(*) AS announces, count(DISTINCT client_id) AS clients,
       count(*) FILTER (WHERE proxied) AS proxied
FROM announces
GROUP BY transport, family
ORDER BY announces DESC, transport, family;
