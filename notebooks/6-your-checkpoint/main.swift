//: # 6. Your own checkpoint
//:
//: The same measurements, on a network that this software did not train: load it, see what was
//: understood, make sure that it sees images on the scale it was trained on, measure, draw a figure
//: at the width of your paper, and check that the figure follows from its data. For the quantities
//: see Geyer and others, *On The Relationship Between Data Manifolds and Adversarial Examples*
//: (TAG-ML workshop 2023).

import Foundation
import MAG
import Notebook

notebook { page in
  //: ## A network from elsewhere
  //:
  //: To have one, a small classifier is trained on raw MNIST here and saved the way a PyTorch
  //: module with layers `fc1`, `fc2`, `fc3` would be: a safetensors file of weights [out, in] and
  //: biases that says nothing else. As is customary, it expects standardised pixels, (x − 0.1307) /
  //: 0.3081, which the file does not say either. Yours takes the place of this cell.

  let data = try MNIST.load(page.isQuick ? .sample : .full)
  let manifold = try Manifold.fit(data.train)
  var training = TrainingConfiguration(.baseline)
  training.sizes = [784, 128, 64, 10]
  training.epochs = page.isQuick ? 3 : 2
  let trainer = try Trainer(
    training, on: TrainingSet(data.train, manifold: manifold, inputs: .raw))
  let onPixels = try trainer.run(from: trainer.start()).network
  let onStandardised = try Preprocessing(inputScale: 0.3081, inputMean: -0.1307)
    .folded(into: onPixels)

  let folder = FileManager.default.temporaryDirectory
    .appendingPathComponent("mag-notebook-\(ProcessInfo.processInfo.processIdentifier)")
  try AtomicFile.makeFolder(folder)
  defer { try? FileManager.default.removeItem(at: folder) }
  let file = folder.appendingPathComponent("model.safetensors")
  var tensors: [StoredTensor] = []
  for (index, stage) in (onStandardised.fullyConnected ?? []).enumerated() {
    let weight = stage.weight
    tensors += [
      StoredTensor(
        name: "fc\(index + 1).weight", extents: [weight.rows, weight.columns],
        values: weight.storage),
      StoredTensor(name: "fc\(index + 1).bias", extents: [weight.rows], values: stage.bias),
    ]
  }
  try SafetensorsFile(tensors: tensors).write(to: file)

  //: ## Load and inspect
  //:
  //: Safetensors, PyTorch, NumPy, ONNX and NNet files are told apart by their bytes. What had to be
  //: assumed is said.

  let summary = try CheckpointSummary.read(file).summary
  let checkpoint = try Checkpoint.load(file)
  try page.table(
    "Tensors of \(file.lastPathComponent) (\(summary.format.rawValue))",
    ["tensor", "type", "shape", "smallest", "largest"],
    summary.tensors.map { tensor in
      [
        tensor.name, tensor.type.rawValue, tensor.shape.map(String.init).joined(separator: " × "),
        fixed(tensor.min, 3), fixed(tensor.max, 3),
      ]
    })
  let layers = (summary.layers ?? []).map { "\($0.kind) \($0.shape)" }
  page.print(
    "\(layers.joined(separator: ", "))\n\(summary.parameters ?? 0) parameters\n\n"
      + summary.assumptions.map { "assumed: \($0)" }.joined(separator: "\n"))

  //: The same network as an ONNX graph says its layers itself. Both files should give the same
  //: logits.

  let graphFile = folder.appendingPathComponent("model.onnx")
  try AtomicFile.write(
    WritableFormat.onnx.encoded(checkpoint.network, metadata: [:], path: "model.onnx"),
    to: graphFile)
  let graph = try Checkpoint.load(graphFile)
  let test = try MeasurementSet(data.test, manifold: manifold, inputs: .raw)
  let differences = zip(
    checkpoint.network.logits(test.images).storage, graph.network.logits(test.images).storage)
  page.say(
    """
    Largest difference of a logit between the two files, over \(test.count) images: \
    \(significant(Double(differences.map { abs($0 - $1) }.max() ?? 0))).
    """)

  //: ## Check the scale
  //:
  //: The commonest mistake with another's checkpoint is to feed it pixels on the wrong scale:
  //: nothing fails, and everything measured is wrong. `ScaleCheck` counts right answers, tries the
  //: customary scales, and changes nothing.

  let check = try ScaleCheck(checkpoint.network, Preprocessing(), on: test, tries: true)
  page.say("It says: *\(check.sentence ?? "\(check.correct) of \(check.count) are right.")*")
  let preprocessing = check.hint?.preprocessing ?? Preprocessing()
  let network = try preprocessing.folded(into: checkpoint.network)
  let right = zip(network.predictions(test.images), test.set.labels).count { $0 == $1 }
  page.say(
    """
    With pixels as they are \(percent(Double(check.correct) / Double(check.count), 2)) of the test \
    images are right; with mean \(preprocessing.inputMean.text) and standard deviation \
    \(preprocessing.inputStd.text) taken into the first layer, \
    \(percent(Double(right) / Double(test.count), 2)). From here on images, radii and gradients \
    are in pixel units, whatever the network was trained on.
    """)

  //: ## Measure
  //:
  //: The manifold is that of the first notebook. Raw images do not lie in it, so an angle has no
  //: product of two factors; its sine has an on-manifold and an off-manifold term instead, which
  //: add up.

  try page.cite(data, manifold, settings: training, seed: training.seed)
  page.cite([("yours", checkpoint)])
  let alignment = try Measure.alignment(network, on: test)
  let pairs = Pair.random(page.isQuick ? 60 : 300, labels: test.set.labels, seed: training.seed)
  var settings = CrossingSettings()
  settings.certificateStride = 20
  let walks = try Measure.crossings(
    network, on: Segments(pairs, of: test), basis: manifold.basis, settings: settings)
  let crossings = walks.flatMap(\.crossings)
  let angles = AlignmentSummary(crossings.map(\.angleDegrees))
  let terms = [
    AlignmentSummary(crossings.map { $0.onManifoldTerm.map { abs($0) } }),
    AlignmentSummary(crossings.map { $0.offManifoldTerm.map { abs($0) } }),
  ]
  var attack = RobustnessSettings()
  attack.steps = 10
  attack.box = .unit
  attack.epsilons = [0, 0.05, 0.1, 0.2]
  attack.indices = test.spread(500)
  let curves = try Measure.robustness(network, on: test, settings: attack, box: .unit)
  try page.table(
    "What was measured", ["quantity", "value"],
    [
      ["on-manifold cosine of input gradients, mean", fixed(alignment.cosine.mean, 3)],
      ["crossings on \(pairs.count) segments", "\(crossings.count)"],
      ["crossing angle, median", fixed(angles.median, 1) + "°"],
      ["on-manifold term of sin θ, median size", fixed(terms[0].median, 3)],
      ["off-manifold term of sin θ, median size", fixed(terms[1].median, 3)],
    ]
      + curves.flatMap { curve in
        curve.points.filter { $0.epsilon > 0 }.map { point in
          [
            "accuracy under \(curve.attack.uppercased()), ε = \(point.epsilon), 500 images",
            percent(point.accuracy),
          ]
        }
      })

  //: Every path carries a certificate: ends of its pieces and both sides of every crossing were put
  //: through the network again.

  let certificates = walks.compactMap(\.certificate)
  let confirmed = certificates.reduce(0) { $0 + $1.crossingsConfirmed }
  let worst = certificates.map(\.relativeLogitDifference).max()
  page.say(
    """
    \(certificates.count { $0.holds }) of \(walks.count) certificates hold: \(confirmed) of \
    \(crossings.count) crossings were confirmed, and no logit that was walked differs from the \
    network's by more than \(significant(worst)) of the largest.
    """)

  //: ## Draw it at the width of your paper
  //:
  //: A figure is a value: draw it at a preset such as `.column`, or at any number of inches, and
  //: type and lines keep their size in print. Its numbers go beside it as JSON and CSV.

  let cosines = Figure1(models: [Figure1.Model(name: "yours", alignment: alignment)])
  try page.show(cosines, named: "cosines", width: .column)

  let drawn = Array(pairs.prefix(3))
  let segments = try Segments(drawn, of: test)
  let paths = Figure2(
    classCount: test.set.classCount,
    pairs: segments.pictures(drawn.count, height: test.set.height, width: test.set.width),
    models: [
      Figure2.Model(
        name: "yours", try Measure.crossings(network, on: test, pairs: drawn, kinks: true))
    ])
  try page.show(paths, named: "paths", width: .preset(.neurips))

  //: ## Verify
  //:
  //: A figure's files carry where they come from. The verifier draws the picture again from the
  //: data beside it, and compares digests of data, images and checkpoint; `mag verify` does so on
  //: the command line.

  let style = FigureStyle(width: .preset(.neurips))
  let written = try paths.write(
    basename: folder.appendingPathComponent("figure-2"), style: style, provenance: page.provenance)
  var verifier = FigureVerifier(checkpointFolders: [folder])
  let pictures = written.filter { !["json", "csv"].contains($0.pathExtension) }
  try page.table(
    "What was verified", ["file", "checks", "verdict"],
    pictures.map { url in
      let report = try verifier.verify(url).report
      return [
        url.lastPathComponent, report.checks.map(\.subject.rawValue).joined(separator: ", "),
        report.verdict.words,
      ]
    })

  //: And a picture whose data were changed behind its back:

  var altered = paths
  altered.models[0].walks[0].startClass = (altered.models[0].walks[0].startClass + 1) % 10
  try AtomicFile.write(
    altered.json(provenance: page.provenance), to: folder.appendingPathComponent("figure-2.json"))
  let checks = try verifier.verify(pictures[0]).report.checks
  let differing = checks.filter { $0.verdict == .different }.map(\.subject.rawValue)
  page.say(
    """
    With one number changed in the data file, \(differing.count) of \(checks.count) checks of the \
    same picture come out different: \(listed(differing)).
    """)
}
