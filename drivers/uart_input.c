/*
 * Input from before the kernel's time: what was typed, or waits in a pipe, when the machine starts.
 */
#include "uart.h"

/*
 * A byte that is there already is sent once more, to the UART itself, when the FIFOs have been
 * cleared. It then stands in the receive FIFO until somebody reads it. QEMU, which passes on more
 * only after a byte has been read, would otherwise wait for that for ever.
 *
 * Where the firmware has turned the FIFOs on, nothing gets cleared.
 */
void uart_enable_fifos(void)
{
	bool cleared = (uart_read(UART_IIR) & IIR_FIFOS) == 0;
	uint8_t modem, byte;

	if (!cleared || (uart_read(UART_LSR) & LSR_DATA) == 0) {
		uart_write(UART_FCR, FCR_FIFOS);
		return;
	}
	modem = uart_read(UART_MCR);
	uart_write(UART_MCR, MCR_LOOP);
	byte = uart_read(UART_DATA);
	uart_write(UART_FCR, FCR_FIFOS);
	uart_write(UART_DATA, byte);
	while ((uart_read(UART_LSR) & LSR_IDLE) == 0)
		;
	uart_write(UART_MCR, modem);
}
