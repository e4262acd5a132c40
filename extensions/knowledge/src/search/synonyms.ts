/**
 * English words of those who run software that stand for each other. A question that has one of a line is also searched
 * for the others, which count less. A host adds its own (`synonyms` of the configuration).
 */
export const builtInSynonyms: readonly (readonly string[])[] = `
  alarm alert notify
  allow approve consent permission
  app application program software
  backup dump restore snapshot
  backlog pile queue
  begin start
  big huge large
  bill charge invoice pay payment
  block lock
  byte character symbol
  cap limit maximum
  change alter migrate migration rename
  chart dashboard graph
  check test verify
  column field
  complete end finish
  computer host machine server
  consumer worker
  cost expense expensive money price
  crash dead die kill
  cron schedule timer
  daylight dst summer
  database postgres postgresql sql
  deadline timeout
  delay late slow
  delete erase purge remove
  deploy deployment release rollout
  disable deactivate switch turn
  double duplicate twice
  encoding unicode utf
  entry record row
  estimate forecast predict
  exactly precisely
  failure error
  halt quit shut shutdown stop terminate
  hidden invisible
  incident downtime outage
  log logging
  mail message notification
  midnight night nightly
  pause sleep wait
  password credential secret
  reboot restart
`
  .trim()
  .split('\n')
  .map((line) => line.trim().split(' '));
