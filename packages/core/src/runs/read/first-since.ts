/**
 * The common table `first`, whose one `id` is that of the first run that was asked for at a moment or later, for a `with`.
 *
 * Ids and times of creation grow together, to a few seconds: so halving finds it in some twenty looks at the primary key,
 * and what is older is never read.
 */
export const firstSince = (moment: string) => `recursive search (low, high) as (
      select coalesce(min(id), 0), coalesce(max(id), 0) from job_runs
      union all
      select case when p.created_at < ${moment} - interval '1 minute' then p.id + 1 else s.low end,
        case when p.created_at < ${moment} - interval '1 minute' then s.high else (s.low + s.high) / 2 end
      from search s cross join lateral (
        select id, created_at from job_runs where id >= (s.low + s.high) / 2 order by id limit 1
      ) p
      where s.low < s.high
    ),
    first as materialized (select low as id from search where low >= high limit 1)`;
