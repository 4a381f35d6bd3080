// Elementwise kernels that the Swift compiler does not vectorise (Float.squareRoot() blocks it).
// One pass over memory each; no allocation, no state. Private to MAGNumerics.
#ifndef MAG_CNUMERICS_H
#define MAG_CNUMERICS_H
#include <stddef.h>
#include <stdint.h>

// Tells the processor that a loop waits for another thread.
static inline void mag_spin_hint(void) {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("yield");
#endif
}

// One Adam step over n parameters, in place. `correction1` and `correction2` are 1 - beta^t.
// The decay is added to the gradient (L2, as torch.optim.Adam does).
void mag_adam_f32(float *parameters, const float *gradient, float *mean, float *square, size_t n,
                  float rate, float beta1, float beta2, float epsilon, float decay,
                  float correction1, float correction2);
void mag_adam_f64(double *parameters, const double *gradient, double *mean, double *square,
                  size_t n, double rate, double beta1, double beta2, double epsilon, double decay,
                  double correction1, double correction2);

// A continuous piecewise linear function: slope 1 between the breaks (there its value is z),
// `lower_slope` below, `upper_slope` above; breaks may be infinite.
typedef struct {
  double lower_break, upper_break, lower_slope, upper_slope;
} mag_piecewise;

// A unit whose value passed a break during a step, with its values at the step's ends and its slope.
typedef struct {
  uint32_t step, unit;
  double before, after, slope;
} mag_flip;

// Walks `width` units (a multiple of 8, at most 64) along a line on which their slopes change
// `count` times: step k moves by advance[k] (k = 0 ... count), then slopes += jump[k] *
// columns[unit[k]]. Row 0 of `rows` (count + 2 rows of `width`) gets phi(value), row k + 1 gets phi
// of the values after step k. Units that pass a break are written to `flips` (room for
// (count + 1) * width of them), step after step; returns how many.
size_t mag_walk_panel_f64(const double *columns, size_t width, size_t count, const uint32_t *unit,
                          const double *advance, const double *jump, const double *value,
                          const double *slope, const mag_piecewise *phi, double *rows,
                          mag_flip *flips);

// y[i] = max(x[i], 0), and y[i] = gate[i] > 0 ? x[i] : 0. NaN counts as not positive.
void mag_rectify_f32(const float *restrict x, float *restrict y, size_t n);
void mag_rectify_f64(const double *restrict x, double *restrict y, size_t n);
void mag_gate_f32(const float *restrict gate, const float *restrict x, float *restrict y, size_t n);
void mag_gate_f64(const double *restrict gate, const double *restrict x, double *restrict y,
                  size_t n);

// y[i] = max(y[i], x[i * stride]); where x is NaN, y stays.
void mag_maximum_f32(const float *restrict x, size_t stride, float *restrict y, size_t n);
void mag_maximum_f64(const double *restrict x, size_t stride, double *restrict y, size_t n);

// out[o * pitch + p] = start[p] + sum over taps t < depth of weight[o * depth + t] *
// lattice[offset[t] + p], for o < outputs and p < width; a null start is zeros. Up to 15 elements of
// lattice and start behind the last position are read.
void mag_convolve_f32(const float *weight, size_t outputs, size_t depth, const size_t *offset,
                      const float *lattice, const float *start, size_t width, float *out,
                      size_t pitch);
void mag_convolve_f64(const double *weight, size_t outputs, size_t depth, const size_t *offset,
                      const double *lattice, const double *start, size_t width, double *out,
                      size_t pitch);

// Whether parallel sections of the calling thread run on it alone; see Parallel.swift.
static inline int *mag_thread_is_alone(void) {
  static _Thread_local int alone = 0;
  return &alone;
}
#endif
