import Foundation
import MAG

/// Draws how the input gradients of a checkpoint lie to MNIST, and returns their mean cosine.
func measureAndDraw(_ file: URL, into folder: URL) throws -> Double? {
  let data = try MNIST.load(.sample)
  let manifold = try Manifold.fit(data.train)
  let test = try MeasurementSet(data.test, manifold: manifold, inputs: .projected)

  let checkpoint = try Checkpoint.load(file)
  let alignment = try Measure.alignment(checkpoint.network, on: test)

  let name = file.deletingPathExtension().lastPathComponent
  let figure = Figure1(models: [Figure1.Model(name: name, alignment: alignment)])
  try figure.write(
    basename: folder.appendingPathComponent("alignment"), formats: [.pdf, .svg],
    style: FigureStyle(width: .column))
  return alignment.cosine.mean
}
