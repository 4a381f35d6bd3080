#include "CNumerics.h"

// The same body for every instruction set. Contraction into fused multiply-adds is off, so the
// bits do not depend on which of the two variants the processor selects.
#define ADAM_BODY(T, SQRT)                                                                  \
  _Pragma("clang fp contract(off)") const T step = rate / correction1;                      \
  const T scale = 1 / SQRT(correction2);                                                    \
  for (size_t i = 0; i < n; i++) {                                                          \
    T g = gradient[i] + decay * parameters[i];                                              \
    T m = mean[i] + (1 - beta1) * (g - mean[i]);                                            \
    T v = beta2 * square[i] + (1 - beta2) * g * g;                                          \
    mean[i] = m;                                                                            \
    square[i] = v;                                                                          \
    parameters[i] -= step * m / (SQRT(v) * scale + epsilon);                                \
  }

#define ADAM_FUNCTION(NAME, T, SQRT, ATTRIBUTE)                                             \
  ATTRIBUTE static void NAME(T *restrict parameters, const T *restrict gradient,            \
                             T *restrict mean, T *restrict square, size_t n, T rate,        \
                             T beta1, T beta2, T epsilon, T decay, T correction1,           \
                             T correction2) {                                               \
    ADAM_BODY(T, SQRT)                                                                      \
  }

ADAM_FUNCTION(adam_f32_plain, float, __builtin_elementwise_sqrt, )
ADAM_FUNCTION(adam_f64_plain, double, __builtin_elementwise_sqrt, )

#if defined(__x86_64__)
ADAM_FUNCTION(adam_f32_avx2, float, __builtin_elementwise_sqrt, __attribute__((target("avx2"))))
ADAM_FUNCTION(adam_f64_avx2, double, __builtin_elementwise_sqrt, __attribute__((target("avx2"))))
#define DISPATCH(SUFFIX)                                                                    \
  if (__builtin_cpu_supports("avx2")) {                                                     \
    adam_##SUFFIX##_avx2(parameters, gradient, mean, square, n, rate, beta1, beta2, epsilon, \
                         decay, correction1, correction2);                                  \
    return;                                                                                 \
  }
#else
#define DISPATCH(SUFFIX)
#endif

void mag_adam_f32(float *parameters, const float *gradient, float *mean, float *square, size_t n,
                  float rate, float beta1, float beta2, float epsilon, float decay,
                  float correction1, float correction2) {
  DISPATCH(f32)
  adam_f32_plain(parameters, gradient, mean, square, n, rate, beta1, beta2, epsilon, decay,
                 correction1, correction2);
}

void mag_adam_f64(double *parameters, const double *gradient, double *mean, double *square,
                  size_t n, double rate, double beta1, double beta2, double epsilon, double decay,
                  double correction1, double correction2) {
  DISPATCH(f64)
  adam_f64_plain(parameters, gradient, mean, square, n, rate, beta1, beta2, epsilon, decay,
                 correction1, correction2);
}
