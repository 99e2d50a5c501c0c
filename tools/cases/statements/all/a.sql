-- name: a  b?
select
  * FROM x
