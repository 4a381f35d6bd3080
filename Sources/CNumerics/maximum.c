#include "CNumerics.h"

// The strides of poolings are 1 and 2 as a rule, which the compiler can vectorise once it sees them.
// Comparisons and copies only: every variant gives the same bits.
#define LOOP(STRIDE) \
  for (size_t i = 0; i < n; i++) y[i] = x[i * (STRIDE)] > y[i] ? x[i * (STRIDE)] : y[i];
#define BODY            \
  if (stride == 1) {    \
    LOOP(1)             \
  } else if (stride == 2) { \
    LOOP(2)             \
  } else {              \
    LOOP(stride)        \
  }

#if defined(__x86_64__)
#define DEFINE(SUFFIX, T)                                                                 \
  __attribute__((target("avx2"))) static void maximum_##SUFFIX##_avx2(                    \
      const T *restrict x, size_t stride, T *restrict y, size_t n) {                      \
    BODY                                                                                  \
  }                                                                                       \
  void mag_maximum_##SUFFIX(const T *restrict x, size_t stride, T *restrict y, size_t n) { \
    if (__builtin_cpu_supports("avx2")) return maximum_##SUFFIX##_avx2(x, stride, y, n);  \
    BODY                                                                                  \
  }
#else
#define DEFINE(SUFFIX, T)                                                                 \
  void mag_maximum_##SUFFIX(const T *restrict x, size_t stride, T *restrict y, size_t n) { BODY }
#endif

DEFINE(f32, float)
DEFINE(f64, double)
