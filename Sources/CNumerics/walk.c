#include "CNumerics.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

// A rank-one walk over one panel of units. The body is written once with vector types of 8 doubles
// (the compiler splits them into what the processor has); contraction into fused multiply-adds is
// off, so every variant gives the same bits.
typedef double v8d __attribute__((vector_size(64), aligned(8)));
typedef long long v8l __attribute__((vector_size(64), aligned(8)));

#define PANEL_LIMIT 64

// lower(z): 0 where z <= p, all bits where z > p.
#define ABOVE(z, p) ((v8l)((z) > (p)))
#define MAXIMUM(a, b) ((v8d)(((v8l)(a) & ABOVE(a, b)) | ((v8l)(b) & ~ABOVE(a, b))))
#define MINIMUM(a, b) ((v8d)(((v8l)(b) & ABOVE(a, b)) | ((v8l)(a) & ~ABOVE(a, b))))

#define RECTIFIED(z) MAXIMUM(z, zero)
#define GENERAL(z)                                                                          \
  (MINIMUM(MAXIMUM(z, lower), upper) + lowerSlope * MINIMUM((z) - lower, zero) +            \
   upperSlope * MAXIMUM((z) - upper, zero))
#define ONE_BREAK(a, b) (ABOVE(a, zero) ^ ABOVE(b, zero))
#define TWO_BREAKS(a, b) ((ABOVE(a, lower) ^ ABOVE(b, lower)) | (ABOVE(a, upper) ^ ABOVE(b, upper)))

#define WALK_BODY(ACTIVATED, CHANGED)                                                       \
  _Pragma("clang fp contract(off)") const v8d zero = {0};                                   \
  const v8d lower = zero + phi->lower_break, upper = zero + phi->upper_break;               \
  const v8d lowerSlope = zero + phi->lower_slope, upperSlope = zero + phi->upper_slope;     \
  (void)lower, (void)upper, (void)lowerSlope, (void)upperSlope;                             \
  const size_t vectors = width / 8;                                                         \
  v8d z[2][PANEL_LIMIT / 8], s[PANEL_LIMIT / 8];                                            \
  size_t found = 0;                                                                         \
  for (size_t v = 0; v < vectors; v++) {                                                    \
    z[0][v] = ((const v8d *)value)[v];                                                      \
    s[v] = ((const v8d *)slope)[v];                                                         \
    ((v8d *)rows)[v] = ACTIVATED(z[0][v]);                                                  \
  }                                                                                         \
  for (size_t step = 0; step <= count; step++) {                                            \
    const v8d *before = z[step & 1];                                                        \
    v8d *after = z[(step & 1) ^ 1];                                                         \
    v8d *row = (v8d *)(rows + (step + 1) * width);                                          \
    v8l changed = {0};                                                                      \
    if (step > 0) {                                                                         \
      const v8d *column = (const v8d *)(columns + (size_t)unit[step - 1] * width);          \
      const double change = jump[step - 1];                                                 \
      for (size_t v = 0; v < vectors; v++) s[v] = s[v] + change * column[v];                \
    }                                                                                       \
    const double length = advance[step];                                                    \
    for (size_t v = 0; v < vectors; v++) {                                                  \
      const v8d next = before[v] + length * s[v];                                           \
      changed |= CHANGED(before[v], next);                                                  \
      after[v] = next;                                                                      \
      row[v] = ACTIVATED(next);                                                             \
    }                                                                                       \
    if (__builtin_reduce_or(changed) != 0) {                                                \
      for (size_t v = 0; v < vectors; v++) {                                                \
        const v8l lanes = CHANGED(before[v], after[v]);                                     \
        for (size_t lane = 0; lane < 8; lane++) {                                           \
          if (lanes[lane] == 0) continue;                                                   \
          mag_flip flip = {(uint32_t)step, (uint32_t)(v * 8 + lane), before[v][lane],       \
                           after[v][lane], s[v][lane]};                                     \
          flips[found++] = flip;                                                            \
        }                                                                                   \
      }                                                                                     \
    }                                                                                       \
  }                                                                                         \
  return found;

#define PARAMETERS                                                                          \
  const double *restrict columns, size_t width, size_t count, const uint32_t *restrict unit, \
      const double *restrict advance, const double *restrict jump,                          \
      const double *restrict value, const double *restrict slope, const mag_piecewise *phi, \
      double *restrict rows, mag_flip *restrict flips
#define ARGUMENTS columns, width, count, unit, advance, jump, value, slope, phi, rows, flips

static size_t walk_relu_plain(PARAMETERS) { WALK_BODY(RECTIFIED, ONE_BREAK) }
static size_t walk_general_plain(PARAMETERS) { WALK_BODY(GENERAL, TWO_BREAKS) }

#if defined(__x86_64__)
#define WIDER __attribute__((target("avx2")))
WIDER static size_t walk_relu_avx2(PARAMETERS) { WALK_BODY(RECTIFIED, ONE_BREAK) }
WIDER static size_t walk_general_avx2(PARAMETERS) { WALK_BODY(GENERAL, TWO_BREAKS) }

#define EACH _Pragma("clang loop unroll(full)") for (size_t v = 0; v < PANEL_LIMIT / 8; v++)

// A full panel of rectified units: values and slopes stay in registers from step to step, which
// the 16 registers of AVX2 have no room for; half its time, the same operations.
__attribute__((target("avx512f"))) static size_t walk_relu_avx512(PARAMETERS) {
  _Pragma("clang fp contract(off)") const __m512d zero = _mm512_setzero_pd();
  __m512d z[PANEL_LIMIT / 8], s[PANEL_LIMIT / 8];
  __mmask8 above[PANEL_LIMIT / 8];
  size_t found = 0;
  (void)width, (void)phi;
  EACH {
    z[v] = _mm512_loadu_pd(value + 8 * v);
    s[v] = _mm512_loadu_pd(slope + 8 * v);
    above[v] = _mm512_cmp_pd_mask(z[v], zero, _CMP_GT_OQ);
    _mm512_storeu_pd(rows + 8 * v, _mm512_max_pd(z[v], zero));
  }
  for (size_t step = 0; step <= count; step++) {
    if (step > 0) {
      const double *column = columns + (size_t)unit[step - 1] * PANEL_LIMIT;
      const __m512d change = _mm512_set1_pd(jump[step - 1]);
      EACH s[v] = s[v] + change * _mm512_loadu_pd(column + 8 * v);
    }
    const __m512d length = _mm512_set1_pd(advance[step]);
    double *row = rows + (step + 1) * PANEL_LIMIT;
    __m512d next[PANEL_LIMIT / 8];
    __mmask8 flipped[PANEL_LIMIT / 8];
    unsigned changed = 0;
    EACH {
      next[v] = z[v] + length * s[v];
      _mm512_storeu_pd(row + 8 * v, _mm512_max_pd(next[v], zero));
      const __mmask8 now = _mm512_cmp_pd_mask(next[v], zero, _CMP_GT_OQ);
      flipped[v] = now ^ above[v];
      changed |= flipped[v];
      above[v] = now;
    }
    if (__builtin_expect(changed != 0, 0)) {
      double before[PANEL_LIMIT], after[PANEL_LIMIT], rise[PANEL_LIMIT];
      EACH {
        _mm512_storeu_pd(before + 8 * v, z[v]);
        _mm512_storeu_pd(after + 8 * v, next[v]);
        _mm512_storeu_pd(rise + 8 * v, s[v]);
      }
      for (size_t v = 0; v < PANEL_LIMIT / 8; v++) {
        for (unsigned lanes = flipped[v]; lanes != 0; lanes &= lanes - 1) {
          const uint32_t at = (uint32_t)(v * 8) + (uint32_t)__builtin_ctz(lanes);
          mag_flip flip = {(uint32_t)step, at, before[at], after[at], rise[at]};
          flips[found++] = flip;
        }
      }
    }
    EACH z[v] = next[v];
  }
  return found;
}
#endif

size_t mag_walk_panel_f64(PARAMETERS) {
  const int relu = phi->lower_break == 0 && phi->upper_break == __builtin_inf() &&
                   phi->lower_slope == 0;
#if defined(__x86_64__)
  if (relu && width == PANEL_LIMIT && __builtin_cpu_supports("avx512f"))
    return walk_relu_avx512(ARGUMENTS);
  if (__builtin_cpu_supports("avx2"))
    return relu ? walk_relu_avx2(ARGUMENTS) : walk_general_avx2(ARGUMENTS);
#endif
  return relu ? walk_relu_plain(ARGUMENTS) : walk_general_plain(ARGUMENTS);
}
