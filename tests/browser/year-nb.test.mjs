// year-nb.test.mjs - Modum's year in bokmål.
// SPDX-License-Identifier: EUPL-1.2
import { aYear } from './year.mjs';

export const alone = true; // it brings a server of its own
export const tests = aYear('nb', { number: '940192404', domain: 'modum.example' });
