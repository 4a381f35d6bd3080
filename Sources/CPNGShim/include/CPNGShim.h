#ifndef CPNGSHIM_H
#define CPNGSHIM_H

#include <stddef.h>
#include <stdint.h>

// libpng reports errors by longjmp, which Swift cannot cross. These functions keep the jump
// inside C: they return 0 on success and a nonzero value with a message otherwise.

// Room for a message, its closing zero included.
#define MAG_PNG_MESSAGE_SIZE 200

// Receives bytes in order; returns 0 to go on and anything else to stop the writing.
typedef int (*mag_png_sink)(void *context, const uint8_t *bytes, size_t count);

// One text chunk: iTXt (UTF-8) where the text is not ASCII or `international` is nonzero, tEXt
// otherwise.
typedef struct {
  const char *keyword;
  const char *text;
  int international;
} mag_png_text;

// Writes an 8-bit image of 1 (gray), 3 (RGB) or 4 (RGBA) channels, rows `stride` bytes apart.
// `pixels_per_metre` of 0 leaves the pHYs chunk out.
int mag_png_write(uint32_t width, uint32_t height, int channels, const uint8_t *pixels,
                  size_t stride, uint32_t pixels_per_metre, const mag_png_text *texts,
                  int text_count, mag_png_sink sink, void *context, char *message);

// A picture as a file holds it.
typedef struct {
  uint32_t width;
  uint32_t height;
  int bit_depth;    // of a channel or of a palette's index: 1, 2, 4, 8 or 16
  int color_type;   // as the file's header has it: 0 gray, 2 RGB, 3 palette, 4 gray and alpha, 6 RGBA
  int transparent;  // nonzero if there is an alpha channel or a colour that stands for nothing
  int interlaced;
  uint16_t *samples;  // width * height * 4, red green blue alpha, to be freed by mag_png_free
} mag_png_picture;

// Reads any PNG as 16-bit RGBA, alpha not multiplied into the colours; narrower samples are spread
// over the whole range and gamma and colour profiles are not applied. Both sides must be at most
// `largest_side` and their product at most `most_pixels`, and the file long enough for what its
// header says when packed as tightly as deflate can: all before memory is taken.
int mag_png_read(const uint8_t *bytes, size_t count, uint32_t largest_side, size_t most_pixels,
                 mag_png_picture *picture, char *message);

void mag_png_free(uint16_t *samples);

#endif
