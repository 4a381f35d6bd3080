//: # 1. PMNIST and its readings
//:
//: Geyer, Bell, Glickenstein, Fernandez and Moore (*On The Relationship Between Data Manifolds and
//: Adversarial Examples*, TAG-ML workshop 2023) make the data manifold of MNIST known by making it
//: flat: every image x is replaced by its projection x WᵀW on k = 28 principal components, the
//: orthonormal rows of W. The projected data set is PMNIST. The four pages leave open which
//: components exactly; this notebook computes the readings that the words allow and shows what
//: depends on the choice.

import MAG
import Notebook

notebook { page in
  //: ## The data and the default reading
  //:
  //: An image has d = 784 pixels in [0, 1]. The default is what the formula with rank k says: one
  //: PCA of all training images (`global`), about the origin (`uncentered`), so that PMNIST is a
  //: linear subspace and no mean appears anywhere.

  let data = try MNIST.load(page.isQuick ? .sample : .full)
  let manifold = try Manifold.fit(data.train)
  try page.cite(data, manifold, settings: ["components": manifold.componentCount])
  page.print(
    """
    \(data.train.count) training and \(data.test.count) test images of \
    \(data.train.height) × \(data.train.width) pixels
    manifold: \(manifold.reading.rawValue), \(manifold.centering.rawValue), rank \(manifold.rank)
    """)

  let notice =
    data.provenance.isCanonical ? nil : "Not full MNIST: \(data.train.count) training images"

  //: ## The spectrum
  //:
  //: The eigenvalues of the second moment Σ x xᵀ / n, about the origin and about the mean. The
  //: first uncentred one is mostly the mean image itself.

  let whole = try [Centering.uncentered, .centeredComponents].map {
    try Manifold.fit(data.train, centering: $0, components: data.train.inputDimension)
  }
  let names = ["about the origin", "about the mean"]
  let shownCount = 200
  let ranks = (1...shownCount).map(Double.init)
  let shares = whole.map { manifold in
    var sum = 0.0
    return manifold.eigenvalues.map { value in
      sum += value / manifold.totalVariance
      return sum
    }
  }
  let k = Double(manifold.componentCount)
  let spectrum = ChartFigure(
    name: "Spectrum",
    caption: "Eigenvalues of the second moment of the \(data.train.count) training images, and the "
      + "share that the leading ones keep together; the thin line is at k = 28.",
    notice: notice, naming: .legend,
    rows: [
      ChartFigure.Row([
        .plot(
          ChartPanel.Plot(
            x: ChartAxis("component", scale: .logarithmic),
            y: ChartAxis("eigenvalue", scale: .logarithmic),
            series: zip(names, whole).map { name, manifold in
              .line(
                name, x: ranks, y: Array(manifold.eigenvalues.prefix(shownCount)), markers: false)
            }, references: [.init(.x, k)])),
        .plot(
          ChartPanel.Plot(
            x: ChartAxis("components kept"), y: ChartAxis("share kept", limits: 0...1),
            series: zip(names, shares).map { name, shares in
              .line(name, x: ranks, y: Array(shares.prefix(shownCount)), markers: false)
            }, references: [.init(.x, k)])),
      ])
    ])
  try page.show(spectrum, named: "spectrum")

  func needed(_ share: Double, _ shares: [Double]) -> Int {
    (shares.firstIndex { $0 >= share } ?? shares.count - 1) + 1
  }
  page.say(
    """
    The leading eigenvalues are \(listed(whole[0].eigenvalues.prefix(3).map { fixed($0, 3) })) \
    about the origin and \(listed(whole[1].eigenvalues.prefix(3).map { fixed($0, 3) })) about the \
    mean, of totals \(fixed(whole[0].totalVariance, 2)) and \(fixed(whole[1].totalVariance, 2)). \
    The 28 leading components keep \(percent(shares[0][27], 2)) of the energy and \
    \(percent(shares[1][27], 2)) of the variance; 95 % of the variance would take \
    \(needed(0.95, shares[1])) components and 99 % \(needed(0.99, shares[1])).
    """)

  //: ## Readings and centerings
  //:
  //: The paper also says "k components for each class". That can mean the span of all classes'
  //: components together (`per-class`, rank up to 280), or that each image is projected on its own
  //: class's components (`own-class`), which needs the label. Each can be taken about the origin,
  //: about the mean (`centered`: subtract, project, add), or with the components of the centred PCA
  //: and no mean (`centered-components`).

  var rows: [[String]] = []
  var fitted: [ManifoldReading: Manifold] = [:]
  for reading in ManifoldReading.allCases {
    for centering in Centering.allCases {
      let manifold = try Manifold.fit(data.train, reading: reading, centering: centering)
      if centering == .uncentered { fitted[reading] = manifold }
      let pixels = try manifold.project(data.test.images, labels: data.test.labels).storage
      let outside = pixels.count { $0 < 0 || $0 > 1 }
      var error = 0.0
      for (pixel, raw) in zip(pixels, data.test.images.storage) {
        error += Double((pixel - raw) * (pixel - raw))
      }
      rows.append([
        "\(reading.rawValue), \(centering.rawValue)", "\(manifold.rank)",
        percent(manifold.keptEnergy), fixed(error / Double(data.test.count), 2),
        percent(Double(outside) / Double(pixels.count)),
        [pixels.min(), pixels.max()].map { fixed($0.map { Double($0) }, 2) }
          .joined(separator: " to "),
        manifold.reading.leaksLabel ? "yes" : "no",
      ])
    }
  }
  try page.table(
    "Nine readings; the last four columns on the \(data.test.count) test images",
    [
      "reading, centering", "rank", "energy kept", "‖x − x_M‖², mean", "pixels outside [0, 1]",
      "range",
      "reads the label",
    ], rows)

  //: ## What the digits look like
  //:
  //: The first test image of each class, raw and under the three readings (about the origin), and
  //: below what the default takes away. Grey goes from 0 (black) to 1 (white); values outside are
  //: clipped for the eye only.

  let first = (0..<data.test.classCount).compactMap { data.test.labels.firstIndex(of: $0) }
  let raw = data.test.subset(at: first)
  func panel(_ title: String, _ images: Matrix<Float>, _ colors: ChartPanel.Colors) -> ChartPanel {
    .images(
      ChartPanel.Images(
        title: title, width: data.test.width, height: data.test.height,
        images: (0..<images.rows).map { row in
          ChartPanel.Images.Image(pixels: images.row(row).map { Double($0) })
        }, colors: colors, limits: colors == .diverging ? [-1, 1] : [0, 1]))
  }
  var panels = [panel("raw", raw.images, .sequential)]
  for reading in ManifoldReading.allCases {
    guard let manifold = fitted[reading] else { continue }
    let projected = try manifold.project(raw.images, labels: raw.labels)
    panels.append(panel(reading.rawValue, projected, .sequential))
  }
  let kept = try manifold.project(raw.images)
  panels.append(
    panel(
      "raw − global",
      Matrix(
        rows: kept.rows, columns: kept.columns,
        storage: zip(raw.images.storage, kept.storage).map { $0 - $1 }), .diverging))
  let digits = ChartFigure(
    name: "Digits",
    caption: "The first test image of each class, raw and projected, and what the global reading "
      + "takes away (from −1 to 1).",
    alternative: "Five rows of ten digits: raw, projected by the global, per-class and own-class "
      + "readings, and the difference of raw and global. Projected digits are blurred, with a "
      + "rippled ground.",
    notice: notice, rows: panels.map { ChartFigure.Row([$0]) })
  try page.show(digits, named: "digits")

  //: ## Outside [0, 1]
  //:
  //: A projection is no picture any more: it has pixels below black and above white. An attack that
  //: clips its images to [0, 1] therefore changes them before it has begun, at ε = 0.

  let projected = try manifold.project(data.test.images)
  var bins: [Int: Int] = [:]
  for pixel in projected.storage { bins[Int((pixel / 0.05).rounded(.down)), default: 0] += 1 }
  let range = (bins.keys.min() ?? 0)...(bins.keys.max() ?? 0)
  let total = Double(projected.storage.count)
  var values = ChartFigure(
    name: "Pixels",
    caption:
      "Values of the pixels of the projected test images (global, uncentered); the thin lines "
      + "are the ends of the range of real pixels.",
    .plot(
      ChartPanel.Plot(
        x: ChartAxis("pixel of the projected image"),
        y: ChartAxis("pixels per bin of 0.05 (%)", scale: .logarithmic),
        series: [
          .step(
            "projected", edges: (range.lowerBound...range.upperBound + 1).map { Double($0) * 0.05 },
            y: range.map { bin in bins[bin].map { 100 * Double($0) / total } })
        ], references: [.init(.x, 0), .init(.x, 1)])))
  values.notice = notice
  try page.show(values, named: "pixels", width: .inches(5))

  var below = 0
  var above = 0
  var clipping: [Double] = []
  for row in 0..<projected.rows {
    var largest: Float = 0
    for pixel in projected.row(row) {
      if pixel < 0 { below += 1 } else if pixel > 1 { above += 1 }
      largest = max(largest, -pixel, pixel - 1)
    }
    clipping.append(Double(largest))
  }
  let clipped = AlignmentSummary(clipping)
  page.say(
    """
    \(percent(Double(below) / total)) of the pixels are below 0 and \
    \(percent(Double(above) / total)) above 1. Clipping to [0, 1] would move some pixel of an \
    image by \(fixed(clipped.median, 2)) in the median, \
    \((clipped.median ?? 0) > 0.1 ? "more than" : "no more than") the radius 0.1 of the usual \
    attack. Attacks on PMNIST are therefore not clipped by default.
    """)

  //: ## The reading that knows the answer
  //:
  //: Projecting an image on its own class's components writes the label into the image: it then
  //: lies in that class's subspace, and in no other. To show it, no network is needed. Each image
  //: is given the class whose subspace it lies nearest to.

  let own = try Manifold.fit(data.train, reading: .ownClass)
  func nearest(_ images: Matrix<Float>) -> Double {
    let inside = own.classParts.map { part in
      Product.of(images, .asStored, Matrix<Float>(part.basis), .transposed)
    }
    let right = data.test.labels.enumerated().count { row, label in
      let energies = inside.map { $0.row(row).reduce(0) { $0 + $1 * $1 } }
      return energies.indices.max { energies[$0] < energies[$1] } == label
    }
    return Double(right) / Double(data.test.count)
  }
  let ofRaw = nearest(data.test.images)
  let ofGlobal = nearest(projected)
  let ofOwn = nearest(try own.project(data.test.images, labels: data.test.labels))
  page.say(
    """
    The nearest subspace names \(percent(ofRaw)) of the raw test images right, \
    \(percent(ofGlobal)) of the globally projected ones, and \(percent(ofOwn)) of those projected \
    by `own-class`. Accuracies on that reading say nothing of recognition; it is offered for \
    study, and marked wherever it appears.
    """)
}
