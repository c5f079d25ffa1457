import assert from "node:assert/strict";
import sinon from "sinon";
import { Throttle } from "../../provider/client/throttle";

describe("the throttle", () => {
  let clock: sinon.SinonFakeTimers;

  beforeEach(() => {
    clock = sinon.useFakeTimers({ now: 1_000_000 });
  });
  afterEach(() => clock.restore());

  /** A server that grants so many requests per window, counted from the first one as the real one does. */
  function server(limit: number): { attempt: () => Promise<{ status: number; at: number }>; seen: number[] } {
    let began = -Infinity;
    let count = 0;
    const seen: number[] = [];
    return {
      seen,
      attempt: () => {
        const now = Date.now();
        if (now >= began + 10_000) [began, count] = [now, 0];
        count += 1;
        seen.push(count > limit ? 429 : 200);
        return Promise.resolve({ status: count > limit ? 429 : 200, at: now });
      },
    };
  }

  it("lets requests pass at once while none is refused", async () => {
    const { attempt, seen } = server(10);
    const throttle = new Throttle("http://otoroshi");
    await Promise.all(Array.from({ length: 10 }, () => throttle.send(attempt)));
    assert.deepEqual(seen, Array(10).fill(200));
    assert.equal(Date.now(), 1_000_000);
  });

  it("waits with everything for the window, sends one request first, and loses and doubles none", async () => {
    const { attempt, seen } = server(10);
    const throttle = new Throttle("http://otoroshi");
    const answers = Promise.all(Array.from({ length: 25 }, () => throttle.send(attempt)));
    await clock.tickAsync(10_250);
    assert.deepEqual(seen.slice(25, 26), [200]);
    await clock.tickAsync(25_000);
    assert.equal((await answers).filter(({ status }) => status === 200).length, 25);
    assert.equal(seen.filter((status) => status === 200).length, 25);
  });

  it("asks nothing of a shut server: after the first refusals not one request leaves until the window ends", async () => {
    const { attempt, seen } = server(1);
    const throttle = new Throttle("http://otoroshi");
    const first = Promise.all([throttle.send(attempt), throttle.send(attempt)]);
    await clock.tickAsync(100);
    const later = throttle.send(attempt);
    await clock.tickAsync(10_000);
    assert.equal(seen.length, 2);
    await clock.tickAsync(40_000);
    await Promise.all([first, later]);
  });

  it("says so in one line after 5 s, and not before", async () => {
    const { attempt } = server(1);
    const throttle = new Throttle("http://otoroshi");
    const notify = sinon.spy();
    const answers = Promise.all([throttle.send(attempt, notify), throttle.send(attempt, notify)]);
    await clock.tickAsync(4_999);
    sinon.assert.notCalled(notify);
    await clock.tickAsync(10_000);
    await answers;
    sinon.assert.calledOnceWithMatch(notify, /http:\/\/otoroshi is throttling requests/);
  });

  it("gives up after two minutes without a single request granted, for all who wait", async () => {
    const throttle = new Throttle("http://otoroshi");
    const refuse = sinon.fake.resolves({ status: 429 });
    const answers = Promise.all([throttle.send(refuse), throttle.send(refuse)]);
    await clock.tickAsync(140_000);
    assert.deepEqual(await answers, [{ status: 429 }, { status: 429 }]);
    assert.ok(refuse.callCount < 20, `${String(refuse.callCount)} requests in two minutes`);
  });

  it("lets the others go on when the one that goes first fails for another reason", async () => {
    const throttle = new Throttle("http://otoroshi");
    const attempt = sinon.stub().resolves({ status: 200 });
    attempt.onFirstCall().resolves({ status: 429 });
    attempt.onSecondCall().rejects(new Error("connection lost"));
    const first = throttle.send(attempt).catch((error: unknown) => (error as Error).message);
    await clock.tickAsync(1);
    const second = throttle.send(attempt);
    await clock.tickAsync(30_000);
    assert.equal(await first, "connection lost");
    assert.deepEqual(await second, { status: 200 });
  });

  it("waits by a clock that nobody sets: a leap of the wall clock changes nothing", async () => {
    for (const leap of [-3_600_000, 3_600_000]) {
      const attempt = sinon.stub().resolves({ status: 200 });
      attempt.onSecondCall().resolves({ status: 429 });
      const throttle = new Throttle("http://otoroshi");
      await throttle.send(attempt);
      const second = throttle.send(attempt);
      await clock.tickAsync(1);
      clock.setSystemTime(Date.now() + leap);
      await clock.tickAsync(9_000);
      assert.equal(attempt.callCount, 2);
      await clock.tickAsync(1_500);
      assert.equal(attempt.callCount, 3);
      await second;
    }
  });

  it("comes back when a 429 says so, in seconds or by a date", async () => {
    for (const header of [() => "30", () => new Date(Date.now() + 30_000).toUTCString()]) {
      const retryAfter = header();
      const throttle = new Throttle("http://otoroshi");
      const attempt = sinon.stub().resolves({ status: 200 });
      attempt.onFirstCall().resolves({ status: 429, retryAfter });
      const answer = throttle.send(attempt);
      await clock.tickAsync(29_000);
      assert.equal(attempt.callCount, 1);
      await clock.tickAsync(2_000);
      assert.deepEqual(await answer, { status: 200 });
    }
  });

  it("gives up at once when a 429 says to come back later than in two minutes", async () => {
    const refusal = { status: 429, retryAfter: "3600" };
    const attempt = sinon.fake.resolves(refusal);
    assert.equal(await new Throttle("http://otoroshi").send(attempt), refusal);
    assert.equal(attempt.callCount, 1);
  });

  it("does not hammer a server whose 429 says to come back at once, in the past, or nothing that can be read", async () => {
    const past = "Wed, 21 Oct 2015 07:28:00 GMT";
    const headers = [{ retryAfter: "0" }, { retryAfter: past }, { retryAfter: "0.5" }, { retryAfter: "-1" }];
    for (const header of [...headers, { retryAfter: past, date: past }]) {
      const attempt = sinon.fake.resolves({ status: 429, ...header });
      const answer = new Throttle("http://otoroshi").send(attempt);
      await clock.tickAsync(140_000);
      assert.equal((await answer).status, 429);
      assert.ok(attempt.callCount <= 121, `${JSON.stringify(header)}: ${String(attempt.callCount)} requests`);
    }
  });

  it("reads the date of a 429 by the clock of who sent it", async () => {
    const retryAfter = "Wed, 21 Oct 2015 07:28:30 GMT";
    const attempt = sinon.stub().resolves({ status: 200 });
    attempt.onFirstCall().resolves({ status: 429, retryAfter, date: "Wed, 21 Oct 2015 07:28:00 GMT" });
    const answer = new Throttle("http://otoroshi").send(attempt);
    await clock.tickAsync(29_000);
    assert.equal(attempt.callCount, 1);
    await clock.tickAsync(2_000);
    assert.deepEqual(await answer, { status: 200 });
  });
});
