import { facing, withFaults } from "./facing";
import { wrongAnswers } from "./faults";

describe("after a wrong answer the next run makes server and state agree", function () {
  this.timeout(60_000);
  withFaults();
  facing(wrongAnswers);
});
