// twins.mjs - do answers that must not be told apart take the same time? Reliability goal G19.
// SPDX-License-Identifier: EUPL-1.2

const median = (values) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)];

/**
 * Asks each address `tries` times over one kept connection, in an order that changes each round so that what the
 * machine does beside meets all alike. Resolves to { medians: { name: ms }, apart: ms between the fastest and the
 * slowest, answers: { name: Set of what was told } }; an answer is told without its request's number.
 */
export async function twins(client, addresses, tries) {
    const names = Object.keys(addresses), times = {}, answers = {};
    for (const name of names) [times[name], answers[name]] = [[], new Set()];
    for (let i = 0; i < tries; i++)
        for (const name of names.map((_, n) => names[(n + i) % names.length])) {
            const since = performance.now();
            const reply = await client.send('GET', addresses[name]);
            times[name].push(performance.now() - since);
            answers[name].add(`${reply.status} ${reply.body.replace(/"request":"\w+"/, '')}`);
        }
    const medians = Object.fromEntries(names.map((name) => [name, median(times[name])]));
    const all = Object.values(medians);
    return { medians, apart: Math.max(...all) - Math.min(...all), answers };
}
