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
    int ascii = !texts[i].international && is_ascii(texts[i].text);
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

// Whether every chunk up to the last is as long as it states: libpng takes memory of the stated
// length before it reads a chunk.
static int chunks_are_whole(const uint8_t *bytes, size_t count) {
  size_t offset = 8;
  while (count - offset >= 12) {
    const uint8_t *start = bytes + offset;
    size_t length = png_get_uint_32(start);
    if (length > count - offset - 12) return 0;
    if (memcmp(start + 4, "IEND", 4) == 0) return 1;
    offset += 12 + length;
  }
  return 0;
}

// No deflate stream becomes longer by more than this factor.
static const size_t highest_deflate_ratio = 1032;

int mag_png_read(const uint8_t *bytes, size_t count, uint32_t largest_side, size_t most_pixels,
                 mag_png_picture *picture, char *message) {
  failure_place place;
  place.message = message;
  message[0] = 0;
  memset(picture, 0, sizeof(*picture));
  if (count < 8 || png_sig_cmp(bytes, 0, 8) != 0) {
    strcpy(message, "it does not begin with the PNG signature");
    return 1;
  }
  if (!chunks_are_whole(bytes, count)) {
    strcpy(message, "the file ends too early");
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
    free(picture->samples);
    picture->samples = NULL;
    return 1;
  }
  png_set_read_fn(png, &in, read_bytes);
  png_set_user_limits(png, largest_side, largest_side);
  png_read_info(png, info);
  size_t width = picture->width = png_get_image_width(png, info);
  size_t height = picture->height = png_get_image_height(png, info);
  picture->bit_depth = png_get_bit_depth(png, info);
  picture->color_type = png_get_color_type(png, info);
  picture->interlaced = png_get_interlace_type(png, info) != PNG_INTERLACE_NONE;
  picture->transparent = (picture->color_type & PNG_COLOR_MASK_ALPHA) != 0 ||
                         png_get_valid(png, info, PNG_INFO_tRNS) != 0;
  if (width * height > most_pixels) png_error(png, "it has more pixels than are read");
  // A byte of filter and the pixels, row after row.
  if (height * (png_get_rowbytes(png, info) + 1) / highest_deflate_ratio > count) {
    png_error(png, "the file is too short for the size it states");
  }
  png_set_expand_16(png);
  png_set_gray_to_rgb(png);
  png_set_add_alpha(png, 0xFFFF, PNG_FILLER_AFTER);
  const uint16_t one = 1;
  if (*(const uint8_t *)&one == 1) png_set_swap(png);
  int passes = png_set_interlace_handling(png);
  png_read_update_info(png, info);
  size_t row_bytes = width * 4 * sizeof(uint16_t);
  if (png_get_rowbytes(png, info) != row_bytes) {
    png_error(png, "it cannot be turned into 16-bit RGBA");
  }
  picture->samples = malloc(height * row_bytes);
  if (!picture->samples) png_error(png, "out of memory");
  for (int pass = 0; pass < passes; pass++) {
    for (size_t y = 0; y < height; y++) {
      png_read_row(png, (png_bytep)(picture->samples + y * width * 4), NULL);
    }
  }
  png_read_end(png, NULL);
  png_destroy_read_struct(&png, &info, NULL);
  return 0;
}

void mag_png_free(uint16_t *samples) { free(samples); }
