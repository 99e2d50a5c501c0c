/* power.c - power MOUNT: cuts the power of a file system, so that what was not synced is gone. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/ioctl.h>

#define CUT _IOR('X', 125, uint32_t) /* EXT4_IOC_SHUTDOWN: the kernel's <ext4.h> is not for programs */
enum { NO_LOG_FLUSH = 2 };

int main(int argc, char **argv)
{
    uint32_t how = NO_LOG_FLUSH;
    int fd = argc == 2 ? open(argv[1], O_RDONLY) : -1;
    if (fd < 0 || ioctl(fd, CUT, &how)) {
        perror("power");
        return 1;
    }
    return 0;
}
