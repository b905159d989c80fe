// Waiting for something to become true, with a deadline and a sentence when it does not.
// Not here: waiting for time to pass.

/** Calls `probe` until it answers something truthy, and returns that. */
export async function until(what, probe, { seconds = 15, every = 50 } = {}) {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    const answer = await probe();
    if (answer) return answer;
    if (Date.now() > deadline) throw new Error(`waited ${seconds} s in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, every));
  }
}
