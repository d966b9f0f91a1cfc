// Opens one job, whether it is on the board or not.
import { announce } from './announce';

/** Stand-in: says which job was asked for. */
export function openJobByToken(token: string): void {
  announce(`Job ${token}`);
}
