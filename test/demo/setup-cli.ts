import { setUp } from "./setup";

setUp();
