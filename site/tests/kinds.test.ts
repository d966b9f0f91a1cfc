// Every kind of job and every status has what the board needs of it, besides texts, which the build checks.
import { expect, test } from 'vitest';
import { services } from '../../lambda/jobs/services.json';
import { isIcon } from '../src/board/icons';
import { kindIcons } from '../src/board/kinds';
import { KINDS } from '../src/board/message_parser';
import { statuses } from '../src/shared/status_flow';

test.each(services)('the kind $id has an icon and is recognised in a pasted message', ({ id }) => {
  expect(Object.keys(kindIcons)).toContain(id);
  expect(KINDS.map(([kind]) => kind)).toContain(id);
});

test.each(statuses)('the status $id has an icon that the board draws', ({ icon }) => {
  expect(isIcon(icon)).toBe(true);
});
