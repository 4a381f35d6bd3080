#include "CNumerics.h"

// Selections without branches, which the Swift compiler turns into jumps that mispredict half of
// the time. Comparisons and copies only: every variant gives the same bits.
#define RECTIFY_BODY                                         \
  for (size_t i = 0; i < n; i++) y[i] = x[i] > 0 ? x[i] : 0;
#define GATE_BODY                                            \
  for (size_t i = 0; i < n; i++) y[i] = gate[i] > 0 ? x[i] : 0;

#if defined(__x86_64__)
#define DEFINE(SUFFIX, T)                                                                        \
  __attribute__((target("avx2"))) static void rectify_##SUFFIX##_avx2(const T *restrict x,       \
                                                                      T *restrict y, size_t n) { \
    RECTIFY_BODY                                                                                 \
  }                                                                                              \
  __attribute__((target("avx2"))) static void gate_##SUFFIX##_avx2(                              \
      const T *restrict gate, const T *restrict x, T *restrict y, size_t n) {                    \
    GATE_BODY                                                                                    \
  }                                                                                              \
  void mag_rectify_##SUFFIX(const T *restrict x, T *restrict y, size_t n) {                      \
    if (__builtin_cpu_supports("avx2")) {                                                        \
      rectify_##SUFFIX##_avx2(x, y, n);                                                          \
    } else {                                                                                     \
      RECTIFY_BODY                                                                               \
    }                                                                                            \
  }                                                                                              \
  void mag_gate_##SUFFIX(const T *restrict gate, const T *restrict x, T *restrict y, size_t n) { \
    if (__builtin_cpu_supports("avx2")) {                                                        \
      gate_##SUFFIX##_avx2(gate, x, y, n);                                                       \
    } else {                                                                                     \
      GATE_BODY                                                                                  \
    }                                                                                            \
  }
#else
#define DEFINE(SUFFIX, T)                                                                        \
  void mag_rectify_##SUFFIX(const T *restrict x, T *restrict y, size_t n) { RECTIFY_BODY }       \
  void mag_gate_##SUFFIX(const T *restrict gate, const T *restrict x, T *restrict y, size_t n) { \
    GATE_BODY                                                                                    \
  }
#endif

DEFINE(f32, float)
DEFINE(f64, double)
