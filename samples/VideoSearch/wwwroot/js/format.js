/** Seconds as 1:02 or 1:00:02. */
export function clock(seconds) {
  const whole = Math.floor(seconds);
  const two = value => String(value).padStart(2, '0');
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}

/** The time of a moment. Short clips need tenths, or all their moments would be called 0:00. */
export const moment = (seconds, duration) =>
  duration < 20 ? `${clock(seconds)}.${Math.floor((seconds % 1) * 10)}` : clock(seconds);

/** "1 video", "3 videos". */
export const count = (number, one, many = `${one}s`) => `${number.toLocaleString('en')} ${number === 1 ? one : many}`;

/** A remaining time in words. */
export function remaining(seconds) {
  if (seconds < 10) return 'a few seconds left';
  if (seconds < 90) return `about ${Math.round(seconds / 10) * 10} seconds left`;
  return seconds < 5400 ? `about ${Math.round(seconds / 60)} minutes left` : `about ${Math.round(seconds / 3600)} hours left`;
}
