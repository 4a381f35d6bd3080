/// Everything of the library by one import: data and manifold, networks and checkpoints, attacks,
/// geometry of decision boundaries, training, measurements, and the figures of the paper.
///
/// ```swift
/// import MAG
///
/// let data = try MNIST.load(.sample)
/// let manifold = try Manifold.fit(data.train)
/// let test = try MeasurementSet(data.test, manifold: manifold, inputs: .projected)
/// let network = try Checkpoint.load(URL(fileURLWithPath: "model.safetensors")).network
/// let alignment = try Measure.alignment(network, on: test)
/// ```
@_exported import MAGAttack
@_exported import MAGData
@_exported import MAGFigures
@_exported import MAGFiles
@_exported import MAGGeometry
@_exported import MAGNetwork
@_exported import MAGNumerics
@_exported import MAGStudy
@_exported import MAGTraining
