// swift-tools-version: 6.0
import PackageDescription

// A package of its own, so that users of `mag` never build it.
let notebooks = [
  ("PMNIST", "1-pmnist"),
  ("OffManifold", "2-off-manifold"),
  ("TrainingFour", "3-training"),
  ("CrossingAngles", "4-crossing-angles"),
  ("Robustness", "5-robustness"),
  ("YourCheckpoint", "6-your-checkpoint"),
]

let package = Package(
  name: "mag-notebooks",
  dependencies: [.package(name: "mag", path: "..")],
  targets: [
    .target(name: "Notebook", dependencies: [.product(name: "MAG", package: "mag")]),
    .testTarget(name: "NotebookTests", dependencies: ["Notebook"]),
  ]
    + notebooks.map { name, folder in
      .executableTarget(
        name: name, dependencies: ["Notebook", .product(name: "MAG", package: "mag")],
        path: folder)
    },
  swiftLanguageModes: [.v6]
)
