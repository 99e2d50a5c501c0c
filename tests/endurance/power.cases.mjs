// power.cases.mjs - the power is cut under the database: what was acknowledged before is there after.
// SPDX-License-Identifier: EUPL-1.2
//
// The database lies on ext4 in a loop file that is shut down without flushing its log. That takes a
// machine where loop devices can be mounted.
import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { must, ROOT, run, sleep } from '../lib/process.mjs';
import { Place, Skipped, workOf } from './hardship.mjs';

class Disk {
    static async open(megabytes) {
        const disk = new Disk();
        disk.folder = mkdtempSync(join(tmpdir(), 'samstyr-power-'));
        disk.image = join(disk.folder, 'image');
        disk.path = join(disk.folder, 'mount');
        disk.power = join(disk.folder, 'power');
        mkdirSync(disk.path);
        await must('truncate', ['-s', `${megabytes}M`, disk.image]);
        await must('mkfs.ext4', ['-q', disk.image]);
        await must('cc', ['-std=gnu17', '-O1', '-o', disk.power, join(ROOT, 'tests/endurance/power.c')]);
        const mounted = await run('mount', ['-o', 'loop', disk.image, disk.path]);
        if (mounted.code !== 0) {
            rmSync(disk.folder, { recursive: true, force: true });
            throw new Skipped(`no loop device can be mounted here: ${mounted.err.trim()}`);
        }
        return disk;
    }

    async cut() {
        await must(this.power, [this.path]);
    }

    async mend() {
        await must('umount', [this.path]);
        await must('mount', ['-o', 'loop', this.image, this.path]);
    }

    async close() {
        await run('umount', [this.path]);
        rmSync(this.folder, { recursive: true, force: true });
    }
}

async function cuts(times) {
    const disk = await Disk.open(64);
    const place = await Place.open({ serving: false });
    try {
        const path = join(disk.path, 'samstyr.db');
        copyFileSync(place.database.path, path);
        await must('sync', ['-f', path]);
        place.database = { ...place.database, path, url: `sqlite:${path}` };
        await place.start();
        await place.begin();
        const work = workOf(place);
        for (let i = 0; i < times; i++) {
            place.counts = true;
            const writers = Array.from({ length: 3 }, async () => {
                while (await work['a create']().then((reply) => reply.status === 201 && place.counts, () => false));
            });
            await sleep(10 + ((i * 53) % 140));
            place.counts = false; // answers from here on are of memory alone
            await disk.cut();
            await place.kill();
            await Promise.all(writers);
            await disk.mend();
            await place.start();
            place.counts = true;
            if (i % 50 === 49 || i === times - 1) await place.check();
        }
        assert.ok(place.acknowledged.size > times / 2, `only ${place.acknowledged.size} writes were acknowledged`);
        return `${times} of ${times} cuts, ${place.acknowledged.size} writes acknowledged before them, 0 lost`;
    } finally {
        await place.close();
        await disk.close();
    }
}

/** A disk of 16 MiB fills up, and gets room again. */
async function full() {
    const disk = await Disk.open(16);
    const place = await Place.open({ serving: false });
    try {
        const path = join(disk.path, 'samstyr.db'), ballast = join(disk.path, 'ballast');
        copyFileSync(place.database.path, path);
        place.database = { ...place.database, path, url: `sqlite:${path}` };
        await place.start();
        await place.begin();
        const work = workOf(place);
        await run('dd', ['if=/dev/zero', `of=${ballast}`, 'bs=4k']);
        let refused = 0;
        for (let i = 0; i < 500 && refused < 20; i++) {
            const { status } = await work['a create']().catch(() => ({ status: 0 }));
            if (status === 201) continue;
            assert.ok([0, 500, 503, 507].includes(status), `a full disk answered ${status}`);
            refused++;
            const { status: read } = await place.api('GET', '/measures.json?limit=1').catch(() => ({ status: 0 }));
            if (read !== 200) await place.afresh();
        }
        assert.equal(refused, 20, 'the disk did not fill up');
        assert.equal((await place.api('GET', '/measures.json?limit=1')).status, 200, 'a full disk cannot be read');
        rmSync(ballast);
        const since = Date.now();
        while ((await work['a create']().catch(() => ({ status: 0 }))).status !== 201)
            assert.ok(Date.now() - since < 30_000, 'no writes within half a minute of room'), await sleep(50);
        await place.check();
        return `20 writes refused, reads went on, writes again after ${Date.now() - since} ms, ${place.acknowledged.size} acknowledged, 0 lost`;
    } finally {
        await place.close();
        await disk.close();
    }
}

export const cases = (whole) => (whole ? {
    'the power is cut': () => cuts(300),
    'a disk of 16 MiB': full,
} : {});
