using System.Text.Json;
using System.Text.Json.Serialization;

namespace Portal.Remoting.Simulation.Servers;

/// <summary>Keeps the truth about one simulated pair in a file, so that it outlives the portal's process.</summary>
internal sealed class StateFile(string path)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter() },
        IgnoreReadOnlyProperties = true,
    };

    /// <summary>The kept state; null when there is none. A file that cannot be read is put aside as '.unreadable' and the pair begins again.</summary>
    public PairState? Load()
    {
        if (!File.Exists(path))
            return null;
        try
        {
            return JsonSerializer.Deserialize<PairState>(File.ReadAllBytes(path), Json);
        }
        catch (Exception e) when (e is JsonException or NotSupportedException)
        {
            File.Move(path, path + ".unreadable", overwrite: true);
            return null;
        }
    }

    /// <summary>Replaces the file as a whole: a kill in the middle leaves the old one.</summary>
    public void Save(PairState state)
    {
        var next = path + ".next";
        File.WriteAllBytes(next, JsonSerializer.SerializeToUtf8Bytes(state, Json));
        File.Move(next, path, overwrite: true);
    }
}
