import MAGNumerics

extension Manifold {
  /// A direction of the stacked class components counts when its singular value exceeds this share of
  /// the largest one. Rounding leaves about 1e-15; the closest true directions of MNIST lie at 1e-2.
  public static let rankTolerance = 1e-10

  /// The most pixels of images that a manifold is fitted on: sums over them take 8 d² doubles, 4 GiB.
  public static let mostPixels = 8192

  /// The default number of components, as in the paper.
  public static let defaultComponentCount = 28

  /// Fits the manifold of a training set.
  ///
  /// Components are eigenvectors of the second moment (divided by n, not n − 1) about the origin or,
  /// but for `uncentered`, about the mean; for the class readings about each class's own mean. Their
  /// signs are fixed: the entry of largest magnitude is positive. Components beyond the rank of the
  /// data are arbitrary orthonormal directions with eigenvalue 0.
  ///
  /// - Parameters:
  ///   - training: the images whose span is sought; labels matter to the class readings only.
  ///   - reading: one subspace for all classes, or one for each.
  ///   - centering: what the second moment is taken about.
  ///   - components: k, in all for `global` and for each class otherwise.
  /// - Throws: `ManifoldFailure.componentsOutOfRange`, `.tooManyPixels`, `.tooFewImages` (fewer than k, or than k + 1
  ///   about a mean, in all or in a class), `.noVariation`, `.decomposition`.
  /// - Complexity: n d² + d³ operations; the class readings solve one d × d problem a class.
  public static func fit(
    _ training: ImageSet, reading: ManifoldReading = .global,
    centering: Centering = .uncentered, components: Int = defaultComponentCount
  ) throws(ManifoldFailure) -> Manifold {
    let d = training.inputDimension
    guard components >= 1, components <= d else {
      throw .componentsOutOfRange(asked: components, inputDimension: d)
    }
    guard d <= mostPixels else { throw .tooManyPixels(found: d, most: mostPixels) }
    let aboutMean = centering != .uncentered
    // About their mean, n images span at most n − 1 directions; with k = d that asks for no more.
    let needed = min(components + (aboutMean ? 1 : 0), d)
    switch reading {
    case .global:
      try requireEnough(training.count, needed: needed, label: nil)
      let moment = SecondMoment(
        bytes: training.bytes, columns: d, rows: Array(0..<training.count))
      let matrix = moment.matrix(aboutMean: aboutMean)
      let part = try principal(matrix, count: components, label: nil)
      let total = trace(matrix)
      return Manifold(
        basis: part.vectors, mean: centering == .centered ? moment.mean : nil, reading: reading,
        centering: centering, componentCount: components, eigenvalues: part.values,
        totalVariance: total, keptEnergy: part.values.reduce(0, +) / total,
        origin: .fitted(dataDigest: training.digest()), classParts: [])
    case .perClass, .ownClass:
      var rows = [[Int]](repeating: [], count: training.classCount)
      for (index, label) in training.labels.enumerated() { rows[label].append(index) }
      for (label, rows) in rows.enumerated() {
        try requireEnough(rows.count, needed: needed, label: label)
      }
      let moments = rows.map { SecondMoment(bytes: training.bytes, columns: d, rows: $0) }
      return try stacked(
        moments, training: training, reading: reading, centering: centering,
        components: components)
    }
  }

  /// The class readings, from one moment a class.
  private static func stacked(
    _ moments: [SecondMoment], training: ImageSet, reading: ManifoldReading,
    centering: Centering, components: Int
  ) throws(ManifoldFailure) -> Manifold {
    let d = training.inputDimension
    let aboutMean = centering != .uncentered
    let results = Parallel.map(moments.count) { label in
      Result { () throws(ManifoldFailure) in
        try principal(
          moments[label].matrix(aboutMean: aboutMean), count: components, label: label)
      }
    }
    var parts: [Matrix<Double>] = []
    for result in results { parts.append(try result.get().vectors) }
    let stack = Matrix(
      rows: parts.count * components, columns: d, storage: parts.flatMap(\.storage))
    let basis = try orthonormalised(stack)
    let whole = SecondMoment(joining: moments, columns: d)
    let matrix = whole.matrix(aboutMean: aboutMean)
    let along = energies(of: basis, in: matrix)
    let total = trace(matrix)
    var kept = along.reduce(0, +) / total
    if reading == .ownClass {
      // Each class's own share: about its own mean when that is what the projection keeps.
      var (inside, all) = (0.0, 0.0)
      for (label, moment) in moments.enumerated() {
        let own = moment.matrix(aboutMean: aboutMean)
        inside += Double(moment.count) * energies(of: parts[label], in: own).reduce(0, +)
        all += Double(moment.count) * trace(own)
      }
      kept = inside / all
    }
    let isCentered = centering == .centered
    return Manifold(
      basis: basis, mean: isCentered ? whole.mean : nil, reading: reading, centering: centering,
      componentCount: components, eigenvalues: along, totalVariance: total, keptEnergy: kept,
      origin: .fitted(dataDigest: training.digest()),
      classParts: reading == .perClass
        ? []
        : zip(parts, moments).map { ClassPart(basis: $0, mean: isCentered ? $1.mean : nil) })
  }

  private static func requireEnough(
    _ found: Int, needed: Int, label: Int?
  ) throws(ManifoldFailure) {
    guard found >= needed else {
      throw .tooFewImages(label: label, needed: needed, found: found)
    }
  }

  /// The leading eigenpairs of a second moment, solved on the pixels that vary.
  private static func principal(
    _ matrix: Matrix<Double>, count: Int, label: Int?
  ) throws(ManifoldFailure) -> (values: [Double], vectors: Matrix<Double>) {
    let d = matrix.rows
    let active = (0..<d).filter { matrix[$0, $0] > 0 }
    guard !active.isEmpty else { throw .noVariation(label: label) }
    var reduced = Matrix<Double>(rows: active.count, columns: active.count)
    reduced.withView { target in
      for (row, source) in active.enumerated() {
        for (column, other) in active.enumerated() {
          target[row, column] = matrix.storage[source * d + other]
        }
      }
    }
    let solved = min(count, active.count)
    var values: [Double]
    var vectors = Matrix<Double>(rows: count, columns: d)
    do throws(DecompositionError) {
      let (found, rows) = try Decomposition.leadingEigen(of: reduced, count: solved)
      // A second moment has no negative eigenvalues; rounding can make the zero ones so.
      values = found.map { max($0, 0) }
      for row in 0..<solved {
        for (column, pixel) in active.enumerated() { vectors[row, pixel] = rows[row, column] }
      }
    } catch {
      throw .decomposition(routine: error.routine, code: error.code)
    }
    // Pixels that never vary complete the basis where more directions are asked for.
    let idle = (0..<d).filter { matrix[$0, $0] <= 0 }
    for row in solved..<count {
      vectors[row, idle[row - solved]] = 1
      values.append(0)
    }
    return (values, vectors)
  }

  /// An orthonormal basis of the span of rows, its directions ordered by how many rows share them.
  private static func orthonormalised(
    _ stack: Matrix<Double>
  ) throws(ManifoldFailure) -> Matrix<Double> {
    do throws(DecompositionError) {
      let factors = try Decomposition.singular(stack)
      let largest = factors.values.first ?? 0
      let rank = factors.values.filter { $0 > rankTolerance * largest }.count
      return Decomposition.withFixedSigns(factors.rightTransposed.rows(0..<rank))
    } catch {
      throw .decomposition(routine: error.routine, code: error.code)
    }
  }

  /// w M wᵀ for each row w.
  private static func energies(of basis: Matrix<Double>, in matrix: Matrix<Double>) -> [Double] {
    let product = Product.of(basis, .asStored, matrix, .asStored)
    return (0..<basis.rows).map { row in
      zip(product.row(row), basis.row(row)).reduce(0) { $0 + $1.0 * $1.1 }
    }
  }

  private static func trace(_ matrix: Matrix<Double>) -> Double {
    (0..<matrix.rows).reduce(0) { $0 + matrix[$1, $1] }
  }
}
