using Microsoft.ML.Umt.Runtime;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Checkpoints;

/// <summary>
/// The tensors of one checkpoint file: safetensors, PyTorch's <c>.pth</c> in its zip and its legacy form, or a TorchScript archive, told apart by content.
/// Nothing in a file is ever run: pickles go through a reader that only rebuilds tensors and plain containers.
/// </summary>
/// <remarks>Owns its tensors, which end with it. Not thread-safe.</remarks>
public sealed class Checkpoint : IDisposable
{
    private static readonly IReadOnlyDictionary<string, string> NoMetadata = new Dictionary<string, string>();
    private readonly StoragePool? _storages;
    private readonly PickleDictionary? _root;
    private readonly List<Tensor> _owned;

    internal Checkpoint(string name, CheckpointFormat format, IReadOnlyDictionary<string, Tensor> tensors, IReadOnlyDictionary<string, string> metadata)
    {
        Name = name;
        Format = format;
        Tensors = tensors;
        Metadata = metadata;
        _owned = [.. tensors.Values];
    }

    private Checkpoint(string name, CheckpointFormat format, object? root, StoragePool storages, string? container)
    {
        Name = name;
        Format = format;
        Metadata = NoMetadata;
        _storages = storages;
        _root = root as PickleDictionary;
        _owned = [];
        OrderedDictionary<string, TensorReference> references;
        if (format == CheckpointFormat.TorchScript)
            references = StateDictFinder.FindInScript(root);
        else
            (references, Container) = StateDictFinder.Find(root, container);
        var tensors = new OrderedDictionary<string, Tensor>();
        foreach (var (key, reference) in references)
            tensors.Add(key, Own(reference));
        Tensors = tensors;
    }

    /// <summary>Path or name of the file.</summary>
    public string Name { get; }

    /// <summary>What kind of file it is.</summary>
    public CheckpointFormat Format { get; }

    /// <summary>The entry that held the state dict, such as <c>model</c>; null when the file is a bare state dict.</summary>
    public string? Container { get; }

    /// <summary>
    /// The state dict: tensors by their names in the file, in the file's order and with the file's element types. They belong to this object; views of
    /// one storage share it, so do not write to them.
    /// </summary>
    public IReadOnlyDictionary<string, Tensor> Tensors { get; }

    /// <summary>Text that a safetensors file carries; empty for other kinds.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Names of everything at the top level of a PyTorch file, such as <c>model</c>, <c>optimizer</c> and <c>epoch</c>; empty for other kinds.</summary>
    public IEnumerable<string> EntryNames => _root?.Keys.OfType<string>() ?? [];

    /// <summary>Opens a file and reads its state dict. Other tensors in it, such as an optimizer's, are not read.</summary>
    /// <param name="path">The file.</param>
    /// <param name="container">The entry that holds the state dict; null (the default) tries <c>model</c>, <c>module</c> and <c>state_dict</c>, then the file itself.</param>
    /// <exception cref="CheckpointException">The file is damaged, of an unknown kind, or refused for safety; the message says which and what to do.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    public static Checkpoint Open(string path, string? container = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        NativeRuntime.EnsureLoaded();
        var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16);
        StoragePool? storages = null;
        try
        {
            var format = CheckpointSniffer.Sniff(file, path);
            if (format == CheckpointFormat.Safetensors)
            {
                using (file)
                    return SafetensorsFile.Read(file, path);
            }
            object? root;
            bool isScript = false;
            if (format == CheckpointFormat.TorchZip)
                (root, storages, isScript) = TorchZipFile.Open(file);
            else
                (root, storages) = TorchLegacyFile.Open(file);
            return new Checkpoint(path, isScript ? CheckpointFormat.TorchScript : format, root, storages, container);
        }
        catch (Exception error)
        {
            storages?.Dispose();
            file.Dispose();
            throw CheckpointErrors.Name(error, path);
        }
    }

    /// <summary>
    /// A top-level entry of a PyTorch file as plain .NET values: null, <see cref="bool"/>, <see cref="long"/>, <see cref="double"/>, <see cref="string"/>,
    /// lists for lists and tuples, dictionaries, and tensors, which belong to this object.
    /// </summary>
    /// <param name="name">One of <see cref="EntryNames"/>.</param>
    /// <exception cref="KeyNotFoundException">There is no such entry.</exception>
    /// <exception cref="CheckpointException">The entry holds objects of unknown classes, or is nested too deep.</exception>
    public object? GetEntry(string name)
    {
        if (_root is null || !_root.TryGetValue(name, out var value))
            throw new KeyNotFoundException($"Checkpoint '{Name}' has no entry '{name}'; it has {string.Join(", ", EntryNames)}.");
        try
        {
            return new PlainValues(Own).Convert(value);
        }
        catch (Exception error)
        {
            throw CheckpointErrors.Name(error, Name);
        }
    }

    /// <summary>Ends the checkpoint and all its tensors.</summary>
    public void Dispose()
    {
        foreach (var tensor in _owned)
            tensor.Dispose();
        _owned.Clear();
        _storages?.Dispose();
    }

    private Tensor Own(TensorReference reference)
    {
        var tensor = _storages!.Tensor(reference);
        _owned.Add(tensor);
        return tensor;
    }
}
