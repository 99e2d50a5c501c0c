// year-nn.test.mjs - Stryn's year in nynorsk.
// SPDX-License-Identifier: EUPL-1.2
import { aYear } from './year.mjs';

export const alone = true; // it brings a server of its own
export const tests = aYear('nn', { number: '963989202', domain: 'stryn.example' });
