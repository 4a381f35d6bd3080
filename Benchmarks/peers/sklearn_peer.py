"""scikit-learn's PCA on the float64 matrix of all training images, byte / 255."""

import sklearn
from sklearn.decomposition import PCA

import common


def pca(solver):
    matrix = common.image_bytes(common.PCA_IMAGES) / 255.0
    estimator = PCA(n_components=common.COMPONENTS, svd_solver=solver, random_state=0)
    return (lambda: estimator.fit(matrix)), 1, "60 000 x 784"


MAKERS = {
    "pca": lambda: pca("covariance_eigh"),
    "pca-randomized": lambda: pca("randomized"),
}

if __name__ == "__main__":
    common.serve(MAKERS, {"scikit-learn": sklearn.__version__})
