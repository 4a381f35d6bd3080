#include "CPNGShim.h"

#include <png.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
  jmp_buf jump;
  char *message;
} failure_place;

typedef struct {
  mag_png_sink sink;
  void *context;
} output;

typedef struct {
  const uint8_t *bytes;
  size_t count;
  size_t offset;
} input;

static void fail(png_structp png, png_const_charp text) {
  failure_place *place = (failure_place *)png_get_error_ptr(png);
  strncpy(place->message, text ? text : "unknown error", MAG_PNG_MESSAGE_SIZE - 1);
  place->message[MAG_PNG_MESSAGE_SIZE - 1] = 0;
  longjmp(place->jump, 1);
}

static void ignore_warning(png_structp png, png_const_charp text) {
  (void)png;
  (void)text;
}

static void write_bytes(png_structp png, png_bytep bytes, png_size_t count) {
  output *out = (output *)png_get_io_ptr(png);
  if (out->sink(out->context, bytes, count) != 0) png_error(png, "the output refused the bytes");
}

static void flush_bytes(png_structp png) { (void)png; }

static void read_bytes(png_structp png, png_bytep bytes, png_size_t count) {
  input *in = (input *)png_get_io_ptr(png);
  if (count > in->count - in->offset) png_error(png, "the file ends too early");
  memcpy(bytes, in->bytes + in->offset, count);
  in->offset += count;
}

static int is_ascii(const char *text) {
  for (; *text; text++) {
    if ((unsigned char)*text > 126) return 0;
  }
  return 1;
}

int mag_png_write(uint32_t width, uint32_t height, int channels, const uint8_t *pixels,
                  size_t stride, uint32_t pixels_per_metre, const mag_png_text *texts,
                  int text_count, mag_png_sink sink, void *context, char *message) {
  failure_place place;
  place.message = message;
  message[0] = 0;
  output out = {sink, context};
  png_text *chunks = text_count > 0 ? calloc((size_t)text_count, sizeof(png_text)) : NULL;
  png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, &place, fail, ignore_warning);
  png_infop info = png ? png_create_info_struct(png) : NULL;
  if (!info || (text_count > 0 && !chunks)) {
    strcpy(message, "out of memory");
    png_destroy_write_struct(&png, NULL);
    free(chunks);
    return 1;
  }
  if (setjmp(place.jump)) {
    png_destroy_write_struct(&png, &info);
    free(chunks);
    return 1;
  }
  png_set_write_fn(png, &out, write_bytes, flush_bytes);
  int color = channels == 1   ? PNG_COLOR_TYPE_GRAY
              : channels == 3 ? PNG_COLOR_TYPE_RGB
                              : PNG_COLOR_TYPE_RGBA;
  png_set_IHDR(png, info, width, height, 8, color, PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT,
               PNG_FILTER_TYPE_DEFAULT);
  if (pixels_per_metre > 0) {
    png_set_pHYs(png, info, pixels_per_metre, pixels_per_metre, PNG_RESOLUTION_METER);
  }
  for (int i = 0; i < text_count; i++) {
    int ascii = is_ascii(texts[i].text);
    chunks[i].compression = ascii ? PNG_TEXT_COMPRESSION_NONE : PNG_ITXT_COMPRESSION_NONE;
    chunks[i].key = (png_charp)texts[i].keyword;
    chunks[i].text = (png_charp)texts[i].text;
    chunks[i].text_length = ascii ? strlen(texts[i].text) : 0;
    chunks[i].itxt_length = ascii ? 0 : strlen(texts[i].text);
  }
  if (text_count > 0) png_set_text(png, info, chunks, text_count);
  png_write_info(png, info);
  for (uint32_t y = 0; y < height; y++) png_write_row(png, pixels + (size_t)y * stride);
  png_write_end(png, info);
  png_destroy_write_struct(&png, &info);
  free(chunks);
  return 0;
}

int mag_png_read_gray(const uint8_t *bytes, size_t count, uint32_t largest_side, uint32_t *width,
                      uint32_t *height, uint8_t **pixels, char *message) {
  failure_place place;
  place.message = message;
  message[0] = 0;
  *pixels = NULL;
  if (count < 8 || png_sig_cmp(bytes, 0, 8) != 0) {
    strcpy(message, "it does not begin with the PNG signature");
    return 1;
  }
  input in = {bytes, count, 0};
  png_structp png = png_create_read_struct(PNG_LIBPNG_VER_STRING, &place, fail, ignore_warning);
  png_infop info = png ? png_create_info_struct(png) : NULL;
  if (!info) {
    strcpy(message, "out of memory");
    png_destroy_read_struct(&png, NULL, NULL);
    return 1;
  }
  if (setjmp(place.jump)) {
    png_destroy_read_struct(&png, &info, NULL);
    free(*pixels);
    *pixels = NULL;
    return 1;
  }
  png_set_read_fn(png, &in, read_bytes);
  png_set_user_limits(png, largest_side, largest_side);
  png_read_info(png, info);
  *width = png_get_image_width(png, info);
  *height = png_get_image_height(png, info);
  png_color_16 black;
  memset(&black, 0, sizeof(black));
  int color = png_get_color_type(png, info);
  int transparent = (color & PNG_COLOR_MASK_ALPHA) || png_get_valid(png, info, PNG_INFO_tRNS);
  png_set_expand(png);
  png_set_strip_16(png);
  if (transparent) png_set_background(png, &black, PNG_BACKGROUND_GAMMA_SCREEN, 0, 1.0);
  if (color & PNG_COLOR_MASK_COLOR) png_set_rgb_to_gray_fixed(png, 1, -1, -1);
  int passes = png_set_interlace_handling(png);
  png_read_update_info(png, info);
  if (png_get_rowbytes(png, info) != *width) png_error(png, "it cannot be turned into 8-bit gray");
  /* Deflate makes at most 1032 bytes of one, and a byte holds at most 8 pixels. */
  if ((uint64_t)*width * *height / 8 / 1032 > count) {
    png_error(png, "the file is too short for its width and height");
  }
  *pixels = malloc((size_t)*width * *height);
  if (!*pixels) png_error(png, "out of memory");
  for (int pass = 0; pass < passes; pass++) {
    for (uint32_t y = 0; y < *height; y++) {
      png_read_row(png, *pixels + (size_t)y * *width, NULL);
    }
  }
  png_read_end(png, NULL);
  png_destroy_read_struct(&png, &info, NULL);
  return 0;
}

void mag_png_free(uint8_t *pixels) { free(pixels); }
