/** Round times for the axis: the first is `from`, the last is "now", whole hours or quarters between them. */
export function axisTimes(from: number, to: number, parts: number): number[] {
  const STEPS = [
    60_000, 300_000, 900_000, 1_800_000, 3_600_000, 7_200_000, 14_400_000, 21_600_000, 43_200_000,
  ];
  const span = to - from;
  const step = STEPS.find((one) => span / one <= parts) ?? 86_400_000;
  // Whole hours of the local zone, which may be half an hour off from UTC's.
  const offset = new Date(to).getTimezoneOffset() * 60_000;
  const times: number[] = [];
  for (let at = Math.ceil((from - offset) / step) * step + offset; at < to; at += step) {
    // Room for the words at both ends, which stand flush with the edges: the fewer parts, the narrower the plot.
    if (at - from > (span * 0.93) / parts && to - at > (span * 0.56) / parts) times.push(at);
  }
  return times;
}
