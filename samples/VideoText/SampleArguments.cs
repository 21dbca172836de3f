using CommandLine;

namespace VideoText;

/// <summary>What can be said on the command line.</summary>
internal sealed class SampleArguments
{
    [Option("videos", Default = "../shared/videos", MetaValue = "FOLDER", HelpText = "Captioned clips, see Program.cs.")]
    public string Videos { get; set; } = "";

    [Option("weights", Default = "../shared/weights/vit_tiny_patch16_224_augreg/vit_tiny_patch16_224_augreg.safetensors", MetaValue = "FILE", HelpText = "Image model that the vision tower starts from.")]
    public string Weights { get; set; } = "";

    [Option("seeds", Default = new[] { 1, 2, 3 }, MetaValue = "N N N", HelpText = "One training for each.")]
    public IEnumerable<int> Seeds { get; set; } = [];

    [Option("model", Default = "umt-vt-ti16-112", MetaValue = "PRESET", HelpText = "Name of the model.")]
    public string Model { get; set; } = "";

    [Option("epochs", Default = 40, MetaValue = "N", HelpText = "Passes over the pairs.")]
    public int Epochs { get; set; }

    [Option("batch", Default = 16, MetaValue = "N", HelpText = "Pairs per batch.")]
    public int Batch { get; set; }

    [Option("rate", Default = 1e-3, MetaValue = "R", HelpText = "Highest learning rate.")]
    public double Rate { get; set; }

    [Option("vision-rate", Default = 0.1, MetaValue = "F", HelpText = "Factor on it for the vision tower; 0 leaves the tower as it was loaded.")]
    public double VisionRate { get; set; }

    [Option("gpu", MetaValue = "N", HelpText = "Number of the GPU to use. Default: the CPU.")]
    public int? Gpu { get; set; }

    [Option("out", Default = "video-text-out", MetaValue = "FOLDER", HelpText = "Folder for vocabulary, models and table.")]
    public string Out { get; set; } = "";
}
