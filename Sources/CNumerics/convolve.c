#include "CNumerics.h"

#include <string.h>

// Products of weights with runs of a lattice. A block of outputs by a few vectors of positions stays
// in registers while all taps go by; the body is written once with vector types, for as many lanes
// as the processor has. Taps are added in order, so a value does not depend on the block it is in.
#define FLAT static inline __attribute__((always_inline))
#define UNROLL _Pragma("clang loop unroll(full)")

#define PARAMETERS(T)                                                                    \
  const T *weight, size_t outputs, size_t depth, const size_t *offset, const T *lattice, \
      const T *start, size_t width, T *out, size_t pitch
#define ARGUMENTS weight, outputs, depth, offset, lattice, start, width, out, pitch

#define DEFINE_CONVOLVE(TARGET, SUFFIX, T, LANES, WIDEST)                                         \
  typedef T vector_##SUFFIX __attribute__((vector_size(LANES * sizeof(T)), aligned(sizeof(T))));  \
  FLAT void block_##SUFFIX(const size_t outputs, const size_t vectors, const T *weight,           \
                           size_t depth, const size_t *offset, const T *lattice, const T *start,  \
                           size_t width, T *out, size_t pitch) {                                  \
    vector_##SUFFIX sum[8][3] = {0};                                                              \
    if (start) {                                                                                  \
      UNROLL for (size_t o = 0; o < outputs; o++) {                                               \
        UNROLL for (size_t v = 0; v < vectors; v++)                                               \
          sum[o][v] = ((const vector_##SUFFIX *)start)[v];                                        \
      }                                                                                           \
    }                                                                                             \
    for (size_t tap = 0; tap < depth; tap++) {                                                    \
      const vector_##SUFFIX *run = (const vector_##SUFFIX *)(lattice + offset[tap]);              \
      UNROLL for (size_t o = 0; o < outputs; o++) {                                               \
        UNROLL for (size_t v = 0; v < vectors; v++) sum[o][v] += run[v] * weight[o * depth + tap]; \
      }                                                                                           \
    }                                                                                             \
    UNROLL for (size_t o = 0; o < outputs; o++) {                                                 \
      if (width >= vectors * LANES) {                                                             \
        UNROLL for (size_t v = 0; v < vectors; v++)                                               \
          ((vector_##SUFFIX *)(out + o * pitch))[v] = sum[o][v];                                  \
      } else {                                                                                    \
        vector_##SUFFIX last[3];                                                                  \
        UNROLL for (size_t v = 0; v < vectors; v++) last[v] = sum[o][v];                          \
        memcpy(out + o * pitch, last, width * sizeof(T));                                         \
      }                                                                                           \
    }                                                                                             \
  }                                                                                               \
  FLAT void column_##SUFFIX(const size_t vectors, PARAMETERS(T)) {                                \
    size_t o = 0;                                                                                 \
    for (; WIDEST == 8 && o + 8 <= outputs; o += 8)                                               \
      block_##SUFFIX(8, vectors, weight + o * depth, depth, offset, lattice, start, width,        \
                     out + o * pitch, pitch);                                                     \
    for (; o + 4 <= outputs; o += 4)                                                              \
      block_##SUFFIX(4, vectors, weight + o * depth, depth, offset, lattice, start, width,        \
                     out + o * pitch, pitch);                                                     \
    for (; o < outputs; o++)                                                                      \
      block_##SUFFIX(1, vectors, weight + o * depth, depth, offset, lattice, start, width,        \
                     out + o * pitch, pitch);                                                     \
  }                                                                                               \
  TARGET static void convolve_##SUFFIX(PARAMETERS(T)) {                                           \
    while (width > 0) {                                                                           \
      const size_t step = width < 3 * LANES ? width : 3 * LANES;                                  \
      if (step > 2 * LANES)                                                                       \
        column_##SUFFIX(3, weight, outputs, depth, offset, lattice, start, step, out, pitch);     \
      else if (step > LANES)                                                                      \
        column_##SUFFIX(2, weight, outputs, depth, offset, lattice, start, step, out, pitch);     \
      else                                                                                        \
        column_##SUFFIX(1, weight, outputs, depth, offset, lattice, start, step, out, pitch);     \
      width -= step;                                                                              \
      lattice += step;                                                                            \
      out += step;                                                                                \
      if (start) start += step;                                                                   \
    }                                                                                             \
  }

DEFINE_CONVOLVE(, f32_plain, float, 4, 4)
DEFINE_CONVOLVE(, f64_plain, double, 2, 4)

#if defined(__x86_64__)
#define AVX2 __attribute__((target("avx2,fma")))
#define AVX512 __attribute__((target("avx512f")))
DEFINE_CONVOLVE(AVX2, f32_avx2, float, 8, 4)
DEFINE_CONVOLVE(AVX2, f64_avx2, double, 4, 4)
DEFINE_CONVOLVE(AVX512, f32_avx512, float, 16, 8)
DEFINE_CONVOLVE(AVX512, f64_avx512, double, 8, 8)
#define DISPATCH(SUFFIX)                                                               \
  if (__builtin_cpu_supports("avx512f")) return convolve_##SUFFIX##_avx512(ARGUMENTS); \
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))                 \
    return convolve_##SUFFIX##_avx2(ARGUMENTS);
#else
#define DISPATCH(SUFFIX)
#endif

void mag_convolve_f32(PARAMETERS(float)) {
  DISPATCH(f32)
  convolve_f32_plain(ARGUMENTS);
}

void mag_convolve_f64(PARAMETERS(double)) {
  DISPATCH(f64)
  convolve_f64_plain(ARGUMENTS);
}
