#ifndef MAG_COPENBLAS_SHIM_H
#define MAG_COPENBLAS_SHIM_H
#include <cblas.h>

// LAPACK's symmetric eigenvalue and singular value drivers, which Debian's OpenBLAS contains but whose
// prototypes its cblas.h does not declare. Fortran calling convention: everything by pointer.
void dsyevr_(const char *jobz, const char *range, const char *uplo, const int *n, double *a,
             const int *lda, const double *vl, const double *vu, const int *il, const int *iu,
             const double *abstol, int *m, double *w, double *z, const int *ldz, int *isuppz,
             double *work, const int *lwork, int *iwork, const int *liwork, int *info);
void dgesdd_(const char *jobz, const int *m, const int *n, double *a, const int *lda, double *s,
             double *u, const int *ldu, double *vt, const int *ldvt, double *work,
             const int *lwork, int *iwork, int *info);
#endif
