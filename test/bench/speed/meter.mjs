// Loaded before a bot (--import): tells its parent what it used, and ends with it. Promises: costs nothing between questions.
process.on('message', (question) => {
  if (question === 'meter') process.send({ cpu: process.cpuUsage(), rss: process.memoryUsage.rss() });
});
process.on('disconnect', () => process.exit());
process.channel?.unref();
