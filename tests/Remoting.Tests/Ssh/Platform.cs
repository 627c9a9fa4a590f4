using System.Runtime.Versioning;

// The tests start a real sshd and the lab's hosts.
[assembly: SupportedOSPlatform("linux")]
