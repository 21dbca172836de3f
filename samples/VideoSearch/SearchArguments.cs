using CommandLine;

namespace VideoSearch;

/// <summary>What can be said on the command line. Without any of it the sample makes its own clips and trains a small model on them.</summary>
internal sealed class SearchArguments
{
    [Value(0, MetaName = "FOLDERS", HelpText = "Folders whose videos may be searched; the page can add them and folders inside them. Default: clips that the sample makes.")]
    public IEnumerable<string> Folders { get; set; } = [];

    [Option("model", MetaValue = "FILE", HelpText = "A saved ML.NET model (.zip) with a video-text transformer. Default: a small one that the sample trains on clips of moving shapes.")]
    public string? Model { get; set; }

    [Option("store", Default = "index", MetaValue = "STORE", HelpText = "Where the embeddings live: 'index' (VideoIndex, exact search in memory) or 'duckdb' (a DuckDB database).")]
    public string Store { get; set; } = "";

    [Option("out", Default = "video-search-out", MetaValue = "FOLDER", HelpText = "Folder for model, catalogue, index, thumbnails and home-made clips.")]
    public string Out { get; set; } = "";

    [Option("port", Default = 5080, MetaValue = "N", HelpText = "Port on 127.0.0.1; 0 takes a free one.")]
    public int Port { get; set; }

    [Option("segment-seconds", MetaValue = "SECONDS", HelpText = "Long videos are indexed in pieces of at least this length. Default: 10, or 3 for home-made clips.")]
    public double? SegmentSeconds { get; set; }

    [Option("prepare", HelpText = "Make clips and model and end, without a server.")]
    public bool Prepare { get; set; }

    [Option("seed", Default = 1, MetaValue = "N", HelpText = "Clips and training follow from it.")]
    public int Seed { get; set; }

    [Option("gpu", MetaValue = "N", HelpText = "Number of the GPU to use. Default: the CPU.")]
    public int? Gpu { get; set; }
}
