    .section .rodata
    .balign 16
embedded_0:
    .incbin "assets/a.css" /* a06fd750de737498 */
embedded_0_end:
    .byte 0
    .globl embedded_0
    .hidden embedded_0
    .balign 16
embedded_1:
    .incbin "library/b.yaml" /* 37b128c59f1f5097 */
embedded_1_end:
    .byte 0
    .globl embedded_1
    .hidden embedded_1
    .section .note.GNU-stack,"",@progbits
