#ifndef MAG_BENCHMARK_BLAS_SHIM_H
#define MAG_BENCHMARK_BLAS_SHIM_H
#include <cblas.h>

// OpenBLAS as anybody would call it, beside the package's own products.

static inline void benchmark_sgemm(int transpose_a, int transpose_b, int m, int n, int k,
                                   const float *a, int lda, const float *b, int ldb, float *c,
                                   int ldc) {
  cblas_sgemm(CblasRowMajor, transpose_a ? CblasTrans : CblasNoTrans,
              transpose_b ? CblasTrans : CblasNoTrans, m, n, k, 1.0f, a, lda, b, ldb, 0.0f, c, ldc);
}

static inline void benchmark_set_blas_threads(int count) { openblas_set_num_threads(count); }

#endif
