#ifndef CPNGSHIM_H
#define CPNGSHIM_H

#include <stddef.h>
#include <stdint.h>

// libpng reports errors by longjmp, which Swift cannot cross. These two functions keep the jump
// inside C: they return 0 on success and a nonzero value with a message otherwise.

// Room for a message, its closing zero included.
#define MAG_PNG_MESSAGE_SIZE 200

// Receives bytes in order; returns 0 to go on and anything else to stop the writing.
typedef int (*mag_png_sink)(void *context, const uint8_t *bytes, size_t count);

// One text chunk: tEXt where both strings are ASCII, iTXt (UTF-8) otherwise.
typedef struct {
  const char *keyword;
  const char *text;
} mag_png_text;

// Writes an 8-bit image of 1 (gray), 3 (RGB) or 4 (RGBA) channels, rows `stride` bytes apart.
// `pixels_per_metre` of 0 leaves the pHYs chunk out.
int mag_png_write(uint32_t width, uint32_t height, int channels, const uint8_t *pixels,
                  size_t stride, uint32_t pixels_per_metre, const mag_png_text *texts,
                  int text_count, mag_png_sink sink, void *context, char *message);

// Reads any PNG as 8-bit gray: 16 bits are cut to 8, palettes expanded, colours weighted by
// libpng's default coefficients, transparency laid over black. Both sides must be at most
// `largest_side`. On success `*pixels` is width * height bytes, to be freed by mag_png_free.
int mag_png_read_gray(const uint8_t *bytes, size_t count, uint32_t largest_side, uint32_t *width,
                      uint32_t *height, uint8_t **pixels, char *message);

void mag_png_free(uint8_t *pixels);

#endif
