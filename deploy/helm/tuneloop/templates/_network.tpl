{{- define "tuneloop.dnsRule" -}}
- ports:
    - { port: 53, protocol: UDP }
    - { port: 53, protocol: TCP }
  to:
    - namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: kube-system } }
{{- end -}}

{{/* HTTPS to public addresses alone: neither the cluster, nor the network around it, nor a cloud's metadata. */}}
{{- define "tuneloop.downloadRule" -}}
- ports:
    - { port: 443 }
  to:
    - ipBlock:
        cidr: 0.0.0.0/0
        except: [0.0.0.0/8, 10.0.0.0/8, 100.64.0.0/10, 127.0.0.0/8, 169.254.0.0/16, 172.16.0.0/12, 192.168.0.0/16]
    - ipBlock:
        cidr: 2000::/3
{{- end -}}
