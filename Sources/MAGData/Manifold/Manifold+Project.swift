import MAGNumerics

extension Manifold {
  /// PMNIST: the images projected on the manifold.
  ///
  /// x ↦ x Wᵀ W; with `centered` x ↦ μ + (x − μ) Wᵀ W; for `ownClass` with the basis (and mean) of the
  /// image's label. The result leaves [0, 1].
  /// - Shapes: `images` and the result are `[n, d]`; order kept.
  /// - Precision: products in `Element`.
  /// - Parameters:
  ///   - images: one image a row, in pixel units.
  ///   - labels: one an image; only `ownClass` reads them.
  /// - Throws: `ManifoldFailure.wrongInputDimension`, `.labelsNeeded`, `.unknownLabel`.
  public func project<Element: Scalar>(
    _ images: Matrix<Element>, labels: [Int] = []
  ) throws(ManifoldFailure) -> Matrix<Element> {
    try check(images.columns)
    if classParts.isEmpty { return Manifold.projected(images, on: basis, about: mean) }
    var result = images
    for (label, rows) in try rowsByClass(labels, count: images.rows) where !rows.isEmpty {
      let part = classParts[label]
      let own = Manifold.projected(images.rows(at: rows), on: part.basis, about: part.mean)
      result.withView { target in
        own.withReadView { source in
          for (position, row) in rows.enumerated() {
            target.rows(row..<row + 1).copy(from: source.rows(position..<position + 1))
          }
        }
      }
    }
    return result
  }

  /// The named images of a set, projected in double precision from their bytes: what geometry needs.
  ///
  /// - Shapes: `[indices.count, d]`; indices must be in range.
  /// - Throws: as `project`.
  public func projectExactly(
    _ set: ImageSet, at indices: [Int]
  ) throws(ManifoldFailure) -> Matrix<Double> {
    try project(set.doubles(at: indices), labels: indices.map { set.labels[$0] })
  }

  /// The coordinates c = x_M Wᵀ of the images after projection, `[n, rank]`.
  ///
  /// Where `liesInSpan`, the projected image is c W; for `global` and `perClass` with `centered` it
  /// is c W + `offset`.
  /// - Throws: as `project`.
  public func coordinates<Element: Scalar>(
    of images: Matrix<Element>, labels: [Int] = []
  ) throws(ManifoldFailure) -> Matrix<Element> {
    try check(images.columns)
    // W (x_M) = W x for one basis, with or without a mean: no need to project first.
    let source = classParts.isEmpty ? images : try project(images, labels: labels)
    return Product.of(source, .asStored, Matrix<Element>(basis), .transposed)
  }

  /// The part of row vectors (gradients, perturbations) that lies in span(W): v ↦ v Wᵀ W.
  ///
  /// Never shifted by a mean: differences have none.
  /// - Shapes: `[n, d]` in and out.
  /// - Throws: `ManifoldFailure.wrongInputDimension`.
  public func onManifoldPart<Element: Scalar>(
    of vectors: Matrix<Element>
  ) throws(ManifoldFailure) -> Matrix<Element> {
    try check(vectors.columns)
    return Manifold.projected(vectors, on: basis, about: nil)
  }

  /// μ + (x − μ) Wᵀ W for every row x, or x Wᵀ W without a mean.
  private static func projected<Element: Scalar>(
    _ rows: Matrix<Element>, on basis: Matrix<Double>, about mean: [Double]?
  ) -> Matrix<Element> {
    let basis = Matrix<Element>(basis)
    let coordinates = Product.of(rows, .asStored, basis, .transposed)
    var result = Product.of(coordinates, .asStored, basis, .asStored)
    guard let mean else { return result }
    // μ + (x − μ) WᵀW = x WᵀW + (μ − μ WᵀW): the second term is the same for every row.
    let mu = Matrix(rows: 1, columns: mean.count, storage: mean)
    let exact = Matrix<Double>(basis)
    let inside = Product.of(
      Product.of(mu, .asStored, exact, .transposed), .asStored, exact, .asStored)
    let shift = zip(mean, inside.storage).map { Element($0 - $1) }
    result.withView { target in
      for row in 0..<target.rows {
        let values = target.row(row)
        for column in shift.indices { values[column] += shift[column] }
      }
    }
    return result
  }

  private func check(_ columns: Int) throws(ManifoldFailure) {
    guard columns == inputDimension else {
      throw .wrongInputDimension(expected: inputDimension, found: columns)
    }
  }

  private func rowsByClass(
    _ labels: [Int], count: Int
  ) throws(ManifoldFailure) -> [(label: Int, rows: [Int])] {
    guard labels.count == count else { throw .labelsNeeded(expected: count, found: labels.count) }
    var rows = [[Int]](repeating: [], count: classParts.count)
    for (index, label) in labels.enumerated() {
      guard rows.indices.contains(label) else {
        throw .unknownLabel(label: label, classCount: classParts.count)
      }
      rows[label].append(index)
    }
    return rows.enumerated().map { ($0.offset, $0.element) }
  }
}
